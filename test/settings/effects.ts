/** For each setting by its key: runs the product by it and looks at what that changes. */
export type Effects = Readonly<Record<string, () => Promise<void>>>;
