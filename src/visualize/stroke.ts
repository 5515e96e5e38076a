/** Lines as areas: each piece of a line a quad, its joints and ends round where the line is wide enough to show it. */

/** Corners of the polygon that stands for a disc. */
const discCorners = 16;
/** Lines thinner than this, in device pixels, need no round joints: their gaps are below a quarter pixel. */
const thinLine = 1.2;

/** The contours that fill the line through `points` (x, y, x, y, …), `width` wide; all of them turn the same way. */
export function strokeContours(points: readonly number[], width: number): number[][] {
  const contours: number[][] = [];
  const half = width / 2;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0, x1, y1] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length === 0) continue;
    const [nx, ny] = [(-(y1 - y0) / length) * half, ((x1 - x0) / length) * half];
    contours.push([x0 + nx, y0 + ny, x0 - nx, y0 - ny, x1 - nx, y1 - ny, x1 + nx, y1 + ny]);
    const isJoint = i + 4 < points.length;
    if (isJoint && width > thinLine) contours.push(discContour(x1, y1, half));
  }
  return contours;
}

/** A disc, turning the way the pieces of lines do. */
export function discContour(x: number, y: number, radius: number): number[] {
  return Array.from({ length: discCorners }, (_, i) => {
    const angle = (2 * Math.PI * i) / discCorners;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  }).flat();
}

/** A line cut into its dashes. */
export function dashLine(points: readonly number[], [on, off]: readonly [number, number]): number[][] {
  const dashes: number[][] = [];
  let dash: number[] = [points[0]!, points[1]!];
  let left = on;
  let isOn = true;
  for (let i = 0; i + 3 < points.length; i += 2) {
    let [x, y] = [points[i]!, points[i + 1]!];
    const [endX, endY] = [points[i + 2]!, points[i + 3]!];
    for (let rest = Math.hypot(endX - x, endY - y); rest > 0; ) {
      const step = Math.min(rest, left);
      x += ((endX - x) * step) / rest;
      y += ((endY - y) * step) / rest;
      rest -= step;
      left -= step;
      if (isOn) dash.push(x, y);
      if (left > 0) continue;
      if (isOn) dashes.push(dash);
      isOn = !isOn;
      left = isOn ? on : off;
      dash = [x, y];
    }
  }
  if (isOn && dash.length > 2) dashes.push(dash);
  return dashes;
}
