import { imageFormatOf, type MaterialFacts } from "@/lib/core/material-rules";

const NEARLY_WHITE = 245;
const HEAD_BYTES = 16;

/** What a file is, found out in the browser; nothing is sent anywhere. Draws it small on `canvas`. */
export async function readPicture(file: File, canvas: HTMLCanvasElement): Promise<MaterialFacts> {
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const plain = { format: imageFormatOf(head), bytes: file.size };
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return { ...plain, pixels: null, hasWhiteCorners: false };
  const pixels = { width: bitmap.width, height: bitmap.height };
  const scale = Math.min(1, canvas.width / pixels.width, canvas.height / pixels.height);
  const [width, height] = [Math.round(pixels.width * scale), Math.round(pixels.height * scale)];
  canvas.width = Math.max(1, width);
  canvas.height = Math.max(1, height);
  const context = canvas.getContext("2d");
  context?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const isWhite = (x: number, y: number) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = context?.getImageData(x, y, 1, 1).data ?? [];
    return alpha > NEARLY_WHITE && Math.min(red, green, blue) >= NEARLY_WHITE;
  };
  const [right, bottom] = [canvas.width - 1, canvas.height - 1];
  const hasWhiteCorners = isWhite(0, 0) && isWhite(right, 0) && isWhite(0, bottom) && isWhite(right, bottom);
  return { ...plain, pixels, hasWhiteCorners };
}
