/** Help for an error; what stands between backticks is something to type. */
export function HelpText({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      <code key={part} className="font-code">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
