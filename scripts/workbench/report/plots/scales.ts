/**
 * Scales of the plots: d3-scale, wrapped here alone.
 *
 * @module
 */
// @ts-types="npm:@types/d3-scale@4.0.9"
export { type ScaleLinear, scaleLinear, scaleLog, type ScaleLogarithmic } from "d3-scale";
