/** Where voters' phones find the box: it stands in every QR code. */

/** Addresses that mean this machine itself: no phone gets anywhere with them. */
const LOCAL = /^https?:\/\/(localhost|[^/:]+\.localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]+)?$/;

/** Return whether `origin` leads no phone anywhere but to itself. */
export function isLocal(origin: string): boolean {
  return LOCAL.test(origin);
}

/** Return where voters' phones find the box: where this page was found, unless that is local. */
export function votersOrigin(here: string, configured: string): string {
  return isLocal(here) ? configured : here;
}
