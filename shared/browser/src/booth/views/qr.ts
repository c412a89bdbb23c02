/** A QR code, drawn in the page: what it says is given to nobody. */

import encodeQR from "qr";

const SVG = "http://www.w3.org/2000/svg";
/** Modules of white around the code, as the standard wants. */
const QUIET = 4;

/** Return a picture of the QR code of `text`, called `name` for those who do not see it. */
export function qrPicture(text: string, name: string): SVGSVGElement {
  const modules = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const path = modules
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join("");
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${modules.length} ${modules.length}`);
  picture.setAttribute("class", "booth-qr");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", name);
  picture.setAttribute("shape-rendering", "crispEdges");
  const dark = document.createElementNS(SVG, "path");
  dark.setAttribute("d", path);
  picture.append(dark);
  return picture;
}
