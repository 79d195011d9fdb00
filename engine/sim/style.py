"""The style sheet of reports: ink on paper, one red for history."""

from __future__ import annotations

STYLE = """
:root {
  --paper: #f4efe2;
  --edge: #b0a386;
  --dark: #e7dfcc;
  --ink: #2b2620;
  --soft: #685e4e;
  --history: #a4241e;
  --span: #8d9b86;
  --accent: #24547f;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: #d9d1bd; color: var(--ink); font: 16px/1.5 var(--serif); }
main {
  max-width: 1080px;
  margin: 0 auto;
  padding: 48px 60px 72px;
  background: var(--paper);
  box-shadow: 0 0 0 1px var(--edge), 0 8px 40px rgba(43, 38, 32, .18);
}
header { border-bottom: 3px double var(--ink); padding-bottom: 18px; }
h1 { font-size: 34px; line-height: 1.15; margin: 0 0 6px; font-weight: 600; letter-spacing: .01em; }
h2 { font-size: 23px; margin: 40px 0 4px; font-weight: 600; }
section + section h2 { border-top: 1px solid var(--edge); margin-top: 48px; padding-top: 20px; }
p { margin: 4px 0 12px; max-width: 46em; }
.sub { font-style: italic; font-size: 18px; color: var(--soft); margin: 0; }
.facts {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(210px, 1fr));
  gap: 2px 28px;
  margin: 16px 0 0;
  font-size: 14px;
}
.facts div {
  border-bottom: 1px dotted var(--edge);
  padding: 3px 0;
  display: flex;
  justify-content: space-between;
  gap: 12px;
}
.facts dt { color: var(--soft); }
.facts dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
nav { font-size: 14px; margin: 12px 0 0; }
nav a { color: var(--accent); text-decoration: none; margin-right: 16px; }
nav a:hover { text-decoration: underline; }
figure { margin: 14px 0 10px; }
svg { width: 100%; height: auto; display: block; }
figcaption, .note { font-size: 13.5px; color: var(--soft); font-style: italic; margin-top: 6px; }
svg text { font: 13px var(--serif); fill: var(--ink); font-variant-numeric: tabular-nums lining-nums; }
svg text.axis { font-size: 12px; fill: var(--soft); }
svg text.strong { font-weight: 600; fill: var(--ink); }
svg text.inside { fill: #fffaf0; font-size: 13px; }
svg text.inside.strong { font-size: 15px; fill: #fffaf0; }
.band { fill: var(--dark); opacity: .38; }
.hair { stroke: var(--edge); stroke-width: .6; opacity: .55; }
.rule { stroke: var(--soft); stroke-width: .9; opacity: .75; }
.span { fill: var(--span); opacity: .62; }
.dot { fill: var(--ink); opacity: .34; }
.median { stroke: var(--ink); stroke-width: 2.4; }
.history { fill: var(--history); stroke: var(--paper); stroke-width: .9; }
.bar { fill: var(--soft); opacity: .9; }
.past { fill: var(--history); fill-opacity: .12; stroke: var(--history); stroke-width: 1.3; }
.whisker { stroke: var(--ink); stroke-width: 1.2; fill: none; }
.part { stroke: var(--paper); stroke-width: 2; }
.area { opacity: .17; stroke: none; }
.curve { fill: none; stroke-width: 2.4; stroke-linejoin: round; }
.scroll { overflow-x: auto; }
table {
  border-collapse: collapse;
  font-size: 14px;
  width: 100%;
  margin-top: 12px;
  font-variant-numeric: tabular-nums lining-nums;
}
th {
  text-align: left;
  font-weight: 600;
  border-bottom: 1.5px solid var(--ink);
  padding: 4px 10px 4px 0;
  vertical-align: bottom;
}
td { border-bottom: 1px solid var(--dark); padding: 3px 10px 3px 0; vertical-align: top; }
th.n, td.n { text-align: right; white-space: nowrap; }
details { margin-top: 8px; }
summary { cursor: pointer; color: var(--accent); font-size: 14px; }
footer {
  margin-top: 56px;
  border-top: 3px double var(--ink);
  padding-top: 12px;
  font-size: 13.5px;
  color: var(--soft);
}
@media (max-width: 720px) {
  main { padding: 24px 16px; }
  h1 { font-size: 26px; }
}
@media print {
  body { background: #fff; }
  main { box-shadow: none; max-width: none; padding: 0; }
  h2 { break-after: avoid; }
}
"""
