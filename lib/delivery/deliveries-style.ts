/** The style of the pages of deliveries. */
export const style: string = `:root {
  color-scheme: light dark;
  --text: #1b1f24;
  --faint: #57606a;
  --ground: #ffffff;
  --raised: #f3f5f7;
  --line: #8c959f;
  --link: #0a58ca;
  --good: #116329;
  --bad: #a40e26;
  --held: #7a4b00;
}

@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3;
    --faint: #a3adb8;
    --ground: #14181d;
    --raised: #20262d;
    --line: #6e7781;
    --link: #79b8ff;
    --good: #7ee29a;
    --bad: #ff9b9b;
    --held: #f0c674;
  }
}

* {
  box-sizing: border-box;
}

body {
  max-width: 1200px;
  margin: 0 auto;
  padding: 16px;
  background: var(--ground);
  color: var(--text);
  font: 16px/1.5 system-ui, sans-serif;
}

h1 {
  font-size: 24px;
  overflow-wrap: anywhere;
}

h2 {
  font-size: 19px;
}

a {
  color: var(--link);
}

a:focus-visible,
button:focus-visible,
summary:focus-visible,
.wide:focus-visible {
  outline: 2px solid var(--link);
  outline-offset: 2px;
}

nav {
  display: flex;
  flex-wrap: wrap;
  gap: 4px 16px;
  margin: 16px 0;
}

nav [aria-current] {
  color: var(--text);
  font-weight: 600;
  text-decoration: none;
}

.wide {
  overflow-x: auto;
}

table {
  width: 100%;
  border-collapse: collapse;
}

th,
td {
  padding: 6px 12px 6px 0;
  border-bottom: 1px solid var(--line);
  text-align: left;
  vertical-align: top;
}

tbody th {
  font-weight: normal;
}

code,
pre {
  font: 14px/1.5 ui-monospace, monospace;
  unicode-bidi: isolate;
}

time,
.origin {
  white-space: nowrap;
}

.endpoint {
  min-width: 11em;
  overflow-wrap: anywhere;
}

pre {
  max-width: 100%;
  margin: 4px 0;
  padding: 8px;
  background: var(--raised);
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}

details[open] {
  min-width: 18em;
}

dl {
  display: grid;
  grid-template-columns: minmax(8em, max-content) minmax(0, 1fr);
  gap: 4px 16px;
}

dt,
.faint {
  color: var(--faint);
}

dd {
  margin: 0;
  overflow-wrap: anywhere;
}

button {
  padding: 6px 16px;
  border: 1px solid var(--line);
  border-radius: 4px;
  background: var(--raised);
  color: var(--text);
  font: inherit;
  cursor: pointer;
}

.delivered,
.taken {
  color: var(--good);
}

.dead,
.failed {
  color: var(--bad);
}

.paused {
  color: var(--held);
}

@media (max-width: 640px) {
  dl {
    grid-template-columns: minmax(0, 1fr);
    gap: 0;
  }

  dd {
    margin-bottom: 8px;
  }
}
`

/** An icon of its own keeps the browser from asking for /favicon.ico. */
export const icon: string =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0a58ca" d="M1 7h9L6.5 3.5 8 2l6 6-6 6-1.5-1.5L10 9H1z"/></svg>\n'
