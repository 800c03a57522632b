/**
 * Messages sent a second over time, by type, as stacked steps.
 *
 * @module
 */
import { type Html, html } from "../html.ts";
import { framePlot, MARGIN, PLOT_HEIGHT, timeScale, valueAxis } from "./frame.ts";
import { SERIES_COLOURS } from "./palette.ts";
import type { PlotData } from "./plot_data.ts";
import { scaleLinear } from "./scales.ts";
import { typeOf } from "../../net/message.ts";
import { type Layer, stackLayers, stepAreaPath } from "./shapes.ts";
import { timeWindows } from "./windows.ts";

/** Longest part of a type's name that the legend shows. */
const NAME_LENGTH = 24;

/** Draws how many messages of each type were sent each second; the rarest types share one layer. */
export function messagesPlot(data: PlotData): Html {
  const x = timeScale(data.endNs);
  const windows = timeWindows(data.endNs);
  const { names, series } = seriesOf(data);
  const layers = stackLayers(series);
  const most = data.axes?.messagesPerSecond ?? highest(layers) / windows.lengthS;
  const y = scaleLinear([0, most * 1.05], [PLOT_HEIGHT - MARGIN.bottom, MARGIN.top]);
  const xs = Array.from(
    { length: windows.count + 1 },
    (_, index) => Math.min(x(index * windows.lengthS), x.range()[1] ?? 0),
  );
  const areas = layers.map((layer, index) => {
    const edges = [...layer, layer.at(-1) ?? [0, 0]];
    return html`
      <path fill="var(--s${index % SERIES_COLOURS})" d="${stepAreaPath(
        xs,
        edges.map(([low]) => y(low / windows.lengthS)),
        edges.map(([, high]) => y(high / windows.lengthS)),
      )}">
        <title>${names[index]}</title>
      </path>
    `;
  });
  return framePlot({
    title: "Messages",
    description:
      `messages sent each second by type, clients' messages included, counted in windows of ${windows.lengthS} s`,
    x,
    faults: data.faults,
    legend: names.map((name, index) => ({
      swatch: html`
        <rect y="-5" width="10" height="10" rx="2" fill="var(--s${index % SERIES_COLOURS})" />
      `,
      text: name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH)}…` : name,
    })),
    axis: valueAxis(y, y.ticks(5), "messages per second"),
    marks: areas,
  });
}

/** The highest point of the plot. */
export function highestMessageRate(data: PlotData): number {
  return highest(stackLayers(seriesOf(data).series)) / timeWindows(data.endNs).lengthS;
}

function highest(layers: readonly Layer[]): number {
  return Math.max(1, ...layers.flatMap((layer) => layer.map(([, high]) => high)));
}

/** For each type how many messages were sent in each window of time. */
function seriesOf(data: PlotData): { names: string[]; series: number[][] } {
  const windows = timeWindows(data.endNs);
  const counts = new Map<string, number[]>();
  for (const event of data.journal) {
    if (event.type !== "send") continue;
    const type = typeOf(event.message);
    let series = counts.get(type);
    if (series === undefined) counts.set(type, series = new Array<number>(windows.count).fill(0));
    const index = windows.indexOf(event.time);
    series[index] = (series[index] ?? 0) + 1;
  }
  return mergeRare(counts, windows.count);
}

/** Orders types by their number, most frequent first, and adds up those for which no colour is left. */
function mergeRare(counts: ReadonlyMap<string, number[]>, length: number): { names: string[]; series: number[][] } {
  const sum = (series: readonly number[]) => series.reduce((total, count) => total + count, 0);
  const ordered = [...counts].sort(([, a], [, b]) => sum(b) - sum(a));
  if (ordered.length <= SERIES_COLOURS) {
    return { names: ordered.map(([name]) => name), series: ordered.map(([, series]) => series) };
  }
  const kept = ordered.slice(0, SERIES_COLOURS - 1);
  const rest = new Array<number>(length).fill(0);
  for (const [, series] of ordered.slice(SERIES_COLOURS - 1)) {
    series.forEach((count, index) => rest[index] = (rest[index] ?? 0) + count);
  }
  return {
    names: [...kept.map(([name]) => name), `${ordered.length - kept.length} other types`],
    series: [...kept.map(([, series]) => series), rest],
  };
}
