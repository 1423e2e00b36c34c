/** How the page of the API looks: light or dark as the system is, and readable on a phone. */
export const referenceStyle = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1b1f24, #e6e8eb);
  --muted: light-dark(#545c66, #a3abb5);
  --line: light-dark(#d9dde2, #343a41);
  --soft: light-dark(#f2f4f6, #20252a);
  --link: light-dark(#1d5bbf, #82b1ff);
  background: light-dark(#ffffff, #14171a);
  color: var(--text);
  font: 15px/1.5 system-ui, sans-serif;
}
body { margin: 0; }
main { max-width: 960px; margin: 0 auto; padding: 24px 16px 64px; overflow-wrap: anywhere; }
h1 { margin: 0 0 8px; font-size: 24px; }
h2 { margin: 40px 0 8px; font-size: 20px; }
h3 { margin: 0; font-size: 15px; }
h1 small, li small { color: var(--muted); font-weight: 400; }
p { max-width: 72ch; margin: 4px 0 8px; }
a { color: var(--link); }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 16px 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: 4px 0; }
article { padding: 12px 0; border-top: 1px solid var(--line); }
article:target { background: var(--soft); box-shadow: 0 0 0 12px var(--soft); }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
b { display: inline-block; min-width: 3.2em; font: 600 13px/1.5 ui-monospace, monospace; color: var(--muted); }
b:not([data-method='GET']) { color: light-dark(#8a4b00, #f0b35c); }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
th { font-weight: 600; white-space: nowrap; }
thead th { color: var(--muted); font-weight: 400; }
em { color: var(--muted); font-style: normal; font-weight: 400; font-size: 13px; }
details { margin-top: 4px; }
summary { width: fit-content; padding: 4px 0; color: var(--muted); cursor: pointer; }
pre { max-height: 60vh; margin: 4px 0; padding: 12px; overflow: auto; background: var(--soft); border-radius: 6px; }
@media (max-width: 600px) { td:nth-child(n + 3) { min-width: 8em; } }
`;
