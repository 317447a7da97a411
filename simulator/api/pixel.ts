/** A PNG of one blue pixel; logos and QR codes are not imitated. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

export function pixel(): Buffer {
  return Buffer.from(PIXEL, "base64");
}
