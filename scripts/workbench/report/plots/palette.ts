/**
 * The colours of report and plots, for light and dark, as CSS custom properties.
 *
 * Outcomes come from IBM's colour-blind safe set, series from Okabe and Ito's; each is darkened or lightened until it
 * has a contrast of 3:1 with its background. No meaning rests on colour alone: outcomes also differ by text, functions
 * by shape and dash.
 *
 * @module
 */

const LIGHT = `
  --paper: #ffffff; --card: #f6f7f9; --ink: #1b1f24; --soft: #57606a; --rule: #d0d7de; --accent: #0550ae;
  --ok: #2865cf; --info: #a06000; --fail: #c9186b; --open: #6e7781; --lost: #c9186b; --late: #a06000;
  --good: #0b6e4f; --bad: #a40e4c; --unsure: #8a5a00; --fault: #b8860b; --mark: #d9480f;
  --s0: #0072b2; --s1: #b87a00; --s2: #00805d; --s3: #b3528a; --s4: #22306e; --s5: #8f2d00; --s6: #6b6400; --s7: #666666;`;

const DARK = `
  --paper: #0f1419; --card: #182028; --ink: #e6edf3; --soft: #9aa7b4; --rule: #34404c; --accent: #79b8ff;
  --ok: #7aa5ff; --info: #ffb000; --fail: #ff6fb1; --open: #9aa7b4; --lost: #ff6fb1; --late: #ffb000;
  --good: #4fd1a5; --bad: #ff8fbf; --unsure: #ffc857; --fault: #e3c567; --mark: #ff9f6b;
  --s0: #56b4e9; --s1: #e69f00; --s2: #2cc69b; --s3: #e39ac4; --s4: #5b7cff; --s5: #d9532c; --s6: #f0e442; --s7: #b0b0b0;`;

/** How many series colours there are (`--s0` to `--s7`). */
export const SERIES_COLOURS = 8;

/** CSS that sets the colours on `selector`, dark where the reader's system asks for it. */
export function paletteCss(selector: string): string {
  return `${selector} {${LIGHT}\n}\n@media (prefers-color-scheme: dark) { ${selector} {${DARK}\n} }\n`;
}

/** CSS that sets the colours when the reader chose light or dark on the page. */
export function chosenPaletteCss(): string {
  return `:root[data-theme="light"] {${LIGHT}\n}\n:root[data-theme="dark"] {${DARK}\n}\n`;
}

/** CSS of the drawings, the same in the page and in files of their own. */
export const PLOT_CSS = `
svg.plot { font: 13px system-ui, sans-serif; background: var(--paper); }
svg.plot text { fill: var(--ink); }
svg.plot .axis line, svg.plot .axis path { stroke: var(--rule); fill: none; }
svg.plot .axis text, svg.plot .unit { fill: var(--soft); font-size: 12px; }
svg.plot .grid { stroke: var(--rule); stroke-opacity: .5; }
svg.plot .fault { fill: var(--fault); fill-opacity: .16; }
svg.plot .fault-bar { fill: var(--fault); }
svg.plot .fault-name { fill: var(--soft); font-size: 11px; }
svg.plot .series { fill: none; stroke-width: 1.8; }
svg.plot .o-ok { color: var(--ok); } svg.plot .o-fail { color: var(--fail); }
svg.plot .o-info { color: var(--info); } svg.plot .o-open { color: var(--open); }
svg.plot .points { stroke: none; fill: none; }
svg.plot marker path { fill: currentColor; }
`;
