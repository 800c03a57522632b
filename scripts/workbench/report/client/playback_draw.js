// @ts-check
/// <reference lib="dom" />
/**
 * Draws the cluster at one moment: nodes on a ring, services inside, clients as one; messages under way, cuts.
 *
 * @module
 */
import { countUntil, knownAt } from "./knowledge.js";
import { CLIENT, LOST, NODE, RECEIVED, SERVICE } from "./run.js";

/** @typedef {import("./run.js").Run} Run */
/** @typedef {import("./view.js").ViewState} ViewState */
/** @typedef {{ x: number, y: number }} Place */

/**
 * @typedef {object} Moment
 * @property {CanvasRenderingContext2D} context
 * @property {number} width
 * @property {number} height
 * @property {Run} run
 * @property {ViewState} state
 * @property {import("./filter.js").Filtered} filtered
 * @property {import("./knowledge.js").Knowledge | undefined} knowledge
 * @property {number} shownForUs a message that took less time is shown so long, else nobody would see it
 * @property {(name: string) => string} colour
 */

/** Nodes that a sentence names; more are counted. */
const NAMES_MAX = 8;
/** Most messages drawn at one moment. */
const MESSAGES_MAX = 1500;
/** How far messages keep from the middle of their line. */
const LANE_PX = 4;
/** Series colours of the page. */
const SERIES_COLOURS = 8;

/** Height of the picture for a width; one or two nodes need no ring. @param {Run} run @param {number} width */
export function clusterHeight({ payload }, width) {
  const nodes = payload.kinds.filter((kind) => kind === NODE).length;
  return nodes < 3 ? 250 : Math.min(560, Math.max(320, width * 0.62));
}

/** Where everyone stands. @param {Run} run @param {number} width @param {number} height @returns {{ places: Place[], radius: number }} */
export function clusterPlaces({ payload }, width, height) {
  const nodes = payload.kinds.filter((kind) => kind === NODE).length;
  const services = payload.kinds.filter((kind) => kind === SERVICE).length;
  const centre = { x: width / 2, y: height / 2 + 6 };
  const tall = height / 2 - 40;
  const wide = Math.min(width / 2 - 50, tall * 1.7);
  const radius = Math.max(4, Math.min(22, (tall + wide) / 2 * Math.PI / Math.max(nodes, 3) * 0.62));
  // Two nodes stand side by side, more start at the top.
  const start = nodes === 2 ? Math.PI : -Math.PI / 2;
  let node = 0;
  let service = 0;
  const places = payload.kinds.map((kind) => {
    if (kind === CLIENT) return { x: 40, y: 34 };
    const isNode = kind === NODE;
    const angle = isNode ? start + node++ / nodes * 2 * Math.PI : service++ / services * 2 * Math.PI + Math.PI / 2;
    const distance = isNode ? (nodes === 1 ? 0 : 1) : nodes === 1 ? 0.8 : services === 1 ? 0 : 0.35;
    return { x: centre.x + distance * wide * Math.cos(angle), y: centre.y + distance * tall * Math.sin(angle) };
  });
  return { places, radius };
}

/** Draws and returns one sentence on the moment. @param {Moment} moment */
export function drawCluster(moment) {
  const { run, state, width, height } = moment;
  const { places, radius } = clusterPlaces(run, width, height);
  const faults = run.payload.faults.filter(({ from, to }) => from <= state.cursor && state.cursor < to);
  drawCuts(moment, places, faults);
  const underWay = drawMessages(moment, places);
  drawParticipants(moment, places, radius);
  drawNodeFaults(moment, places, radius, faults);
  drawFaultNames(moment, faults);
  const names = faults.length === 0 ? "" : ` Faults: ${[...new Set(faults.map(({ kind }) => kind))].join(", ")}.`;
  return `${underWay} message${underWay === 1 ? "" : "s"} under way.${names}${reachText(moment)}${
    knowledgeText(moment)
  }`;
}

/** @param {Moment} moment @param {readonly Place[]} places @param {readonly import("../encode/payload.ts").FaultColumns[]} faults */
function drawCuts({ context, colour }, places, faults) {
  context.strokeStyle = colour("lost");
  context.lineWidth = 1;
  context.setLineDash([3, 5]);
  context.globalAlpha = 0.4;
  context.beginPath();
  for (const { cuts } of faults) {
    for (const [receiver, sender] of cuts) {
      const a = places[receiver];
      const b = places[sender];
      if (a === undefined || b === undefined) continue;
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
    }
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** @param {Moment} moment @param {readonly Place[]} places @returns {number} messages under way, drawn or not */
function drawMessages(moment, places) {
  const { context, run, state, filtered, shownForUs, colour } = moment;
  const { messages } = run;
  let underWay = 0;
  for (let row = 0; row < messages.count; row++) {
    const sent = messages.sent[row] ?? 0;
    if (sent > state.cursor) break;
    const took = Math.max(messages.took[row] ?? -1, shownForUs);
    if (sent + took < state.cursor || filtered.shown[row] === 0) continue;
    underWay++;
    const from = places[messages.src[row] ?? 0];
    const to = places[messages.dest[row] ?? 0];
    if (underWay > MESSAGES_MAX || from === undefined || to === undefined) continue;
    const isLost = messages.fate[row] !== RECEIVED;
    const share = (state.cursor - sent) / took * (isLost ? 0.7 : 1);
    const lit = filtered.lit?.[row];
    context.globalAlpha = lit === 0 ? 0.25 : 1;
    context.fillStyle = context.strokeStyle = colour(
      isLost ? "lost" : lit ? "mark" : `s${Math.min(messages.type[row] ?? 0, SERIES_COLOURS - 1)}`,
    );
    // Messages keep to the right, so that those of both directions can be told apart.
    const distance = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const side = { x: -(to.y - from.y) / distance * LANE_PX, y: (to.x - from.x) / distance * LANE_PX };
    const at = (/** @type {number} */ along) => ({
      x: from.x + (to.x - from.x) * along + side.x,
      y: from.y + (to.y - from.y) * along + side.y,
    });
    const { x, y } = at(share);
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, y);
    const tail = at(Math.max(0, share - 0.12));
    context.lineTo(tail.x, tail.y);
    context.stroke();
    context.beginPath();
    if (messages.fate[row] === LOST && share > 0.6) {
      context.lineWidth = 2;
      cross(context, x, y, 4);
      context.stroke();
    } else {
      context.arc(x, y, lit ? 5 : 3.5, 0, 2 * Math.PI);
      context.fill();
    }
  }
  context.globalAlpha = 1;
  return underWay;
}

/** @param {Moment} moment @param {readonly Place[]} places @param {number} radius */
function drawParticipants(moment, places, radius) {
  const { context, run, state, colour } = moment;
  let hasClients = false;
  context.textAlign = "center";
  run.payload.participants.forEach((name, participant) => {
    const place = places[participant];
    const kind = run.payload.kinds[participant];
    if (place === undefined || (kind === CLIENT && hasClients)) return;
    if (kind === CLIENT) hasClients = true;
    const share = knownShare(moment, participant);
    context.fillStyle = colour("paper");
    const isReached = hasValue(state, participant);
    const knowsAll = share !== undefined && share >= 1;
    context.strokeStyle = colour(isReached ? "mark" : knowsAll ? "good" : "ink");
    context.lineWidth = isReached || knowsAll ? 3 : 1.2;
    context.beginPath();
    if (kind === NODE) context.arc(place.x, place.y, radius, 0, 2 * Math.PI);
    else context.rect(place.x - 27, place.y - 12, 54, 24);
    context.fill();
    if (share !== undefined) fillShare(moment, place, radius, share);
    context.stroke();
    if (participant === state.node) drawChosen(moment, place, radius);
    context.fillStyle = colour("ink");
    const isInside = kind !== NODE || radius >= 13;
    context.font = `${kind === NODE ? Math.max(10, Math.min(13, radius * 0.8)) : 12}px system-ui, sans-serif`;
    const text = kind === CLIENT ? "clients" : name.slice(0, 12);
    if (isInside) {
      context.fillText(text, place.x, place.y + 4);
    } else {
      const out = Math.atan2(place.y - moment.height / 2, place.x - moment.width / 2);
      context.fillText(text, place.x + Math.cos(out) * (radius + 14), place.y + Math.sin(out) * (radius + 10) + 4);
    }
  });
  context.textAlign = "start";
}

/** Marks the node whose card is shown. @param {Moment} moment @param {Place} place @param {number} radius */
function drawChosen({ context, colour }, place, radius) {
  context.strokeStyle = colour("accent");
  context.lineWidth = 2;
  context.beginPath();
  context.arc(place.x, place.y, Math.max(radius, 12) + 5, 0, 2 * Math.PI);
  context.stroke();
}

/** Fills a node from below as far as its share, stronger the more it knows. @param {Moment} moment @param {Place} place @param {number} radius @param {number} share */
function fillShare({ context, colour }, place, radius, share) {
  context.save();
  context.clip();
  context.fillStyle = colour(share >= 1 ? "good" : "s0");
  context.globalAlpha = 0.25 + 0.4 * share;
  const height = 2 * radius * share;
  context.fillRect(place.x - radius, place.y + radius - height, 2 * radius, height);
  context.restore();
}

/** Share of the values asked for so far that a node knows; undefined where that means nothing. @param {Moment} moment @param {number} participant */
function knownShare({ knowledge, state }, participant) {
  const memory = knowledge?.memories.get(participant);
  if (knowledge === undefined || memory === undefined) return undefined;
  const asked = countUntil(knowledge.asked, state.cursor);
  return asked === 0 ? 0 : knownAt(memory, state.cursor) / asked;
}

/** True where a followed value has reached a participant. @param {ViewState} state @param {number} participant */
function hasValue({ spread, cursor }, participant) {
  return spread?.arrivals.some((arrival) => arrival.participant === participant && arrival.time <= cursor) ?? false;
}

/**
 * Says below each node what is wrong with it, and strikes out those that are killed.
 *
 * @param {Moment} moment @param {readonly Place[]} places @param {number} radius
 * @param {readonly import("../encode/payload.ts").FaultColumns[]} faults
 */
function drawNodeFaults({ context, colour }, places, radius, faults) {
  context.fillStyle = context.strokeStyle = colour("lost");
  context.font = "11px system-ui, sans-serif";
  context.textAlign = "center";
  context.lineWidth = 2;
  /** Lines of text below each node so far. @type {Map<number, number>} */
  const lines = new Map();
  for (const { kind, nodes, losesMemory } of faults) {
    for (const node of nodes) {
      const place = places[node];
      if (place === undefined) continue;
      const line = lines.get(node) ?? 0;
      lines.set(node, line + 1);
      context.fillText(kind, place.x, place.y + radius + 13 + 12 * line);
      if (!losesMemory) continue;
      context.beginPath();
      cross(context, place.x, place.y, radius * 0.7);
      context.stroke();
    }
  }
  context.textAlign = "start";
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} size */
function cross(context, x, y, size) {
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x - size, y + size);
  context.lineTo(x + size, y - size);
}

/** @param {Moment} moment @param {readonly import("../encode/payload.ts").FaultColumns[]} faults */
function drawFaultNames({ context, width, colour }, faults) {
  context.font = "13px system-ui, sans-serif";
  context.fillStyle = colour("lost");
  context.textAlign = "end";
  [...new Set(faults.map(({ kind }) => kind))].forEach((kind, line) =>
    context.fillText(kind, width - 10, 22 + 16 * line)
  );
  context.textAlign = "start";
}

/** Which nodes, those with an orange rim, have what the reader follows. @param {Moment} moment */
function reachText({ run: { payload }, state }) {
  if (state.spread === undefined) return "";
  const reached = payload.participants.filter((_, participant) =>
    payload.kinds[participant] === NODE && hasValue(state, participant)
  );
  return reached.length === 0
    ? ` No node has ${state.follow} yet.`
    : ` ${state.follow} has reached ${
      reached.length > NAMES_MAX ? `${reached.length} nodes` : reached.join(", ")
    }, with an orange rim.`;
}

/** @param {Moment} moment */
function knowledgeText({ knowledge, state }) {
  if (knowledge === undefined) return "";
  const asked = countUntil(knowledge.asked, state.cursor);
  const counts = [...knowledge.memories.values()].map((memory) => knownAt(memory, state.cursor));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return ` ${asked} value${asked === 1 ? "" : "s"} so far; nodes know ${
    least === most ? least : `${least} to ${most}`
  } of them.`;
}
