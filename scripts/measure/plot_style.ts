/**
 * Colours and fonts of the plots: blue and orange of Okabe and Ito's colour-blind safe set, for light and dark. No
 * meaning rests on colour alone: ours are dots, others diamonds, limits dashed.
 *
 * @module
 */
export const PALETTE_CSS = `
svg { --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --rule: #d8dee4; --ours: #0072b2; --public: #b84c00; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #0f1419; --ink: #e6edf3; --soft: #9aa7b4; --rule: #2b3640; --ours: #56b4e9; --public: #ff9f5a; }
}
text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--ink); }
.paper { fill: var(--paper); }
.title { font-weight: 600; font-size: 15px; }
.tick { fill: var(--soft); font-size: 12px; }
.grid { stroke: var(--rule); }
.limit { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 6 4; }
.limit-name { fill: var(--soft); font-size: 12px; }
.limit-name, .name, .letter, .rival { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.public { fill: var(--paper); stroke: var(--public); stroke-width: 2; }
.letter { fill: var(--public); font-weight: 700; }
.rival { fill: var(--public); font-size: 12px; }
.curve { fill: none; stroke: var(--ours); stroke-width: 2; }
.bar { stroke: var(--ours); stroke-width: 1.5; }
.ours { fill: var(--ours); stroke: var(--paper); }
.name { font-size: 12px; fill: var(--ours); }
.strong { font-weight: 700; font-size: 14px; }
`;
