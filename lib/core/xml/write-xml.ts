/** Values to write: text becomes CDATA, a number stays bare, as WeCom writes them. */
export type XmlOut = { [name: string]: string | number | XmlOut | XmlOut[] };

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/** One `<xml>` document. `]]>` inside a text is split over two CDATA sections, so it reads back as written. */
export function writeXml(fields: XmlOut): string {
  return `<xml>${writeFields(fields)}</xml>`;
}

function writeFields(fields: XmlOut): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      if (!NAME.test(name)) throw new Error("malformed XML element name");
      const list = Array.isArray(value) ? value : [value];
      return list.map((one) => `<${name}>${writeValue(one)}</${name}>`).join("");
    })
    .join("");
}

function writeValue(value: string | number | XmlOut): string {
  if (typeof value === "number") return String(value);
  if (typeof value === "object") return writeFields(value);
  return `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}
