/** What Google Photos adds to the name of a copy that was edited there, in the languages it is known of. */
const EDITED =
  /^(?<stem>.+)-(?:edited|effects|smile|mix|bearbeitet|bewerkt|edytowane|modificato|modifi(?:é|e\u0301)|ha editado|editado|editat|redigerad|redigeret|upraveno|изменено|編集済み|已修改|已編輯|수정됨)(?<mark>\(\d+\))?(?<extension>\.[^.]+)$/iu;
const EXTENSIONS = ['jpg', 'jpeg', 'heic', 'heif', 'png', 'webp', 'gif', 'dng', 'mp4', 'mov', 'm4v'];

/** The names that the original of an edited copy (`a-edited.jpg`, `a-edited(1).jpg`) may have; none for other files. */
export function editedFrom(name: string): readonly string[] {
  const { stem, mark = '', extension = '' } = EDITED.exec(name)?.groups ?? {};
  if (stem === undefined) return [];
  const others = EXTENSIONS.flatMap((other) => [`.${other}`, `.${other.toUpperCase()}`]);
  return [...new Set([extension, ...others])].map((end) => `${stem}${mark}${end}`);
}
