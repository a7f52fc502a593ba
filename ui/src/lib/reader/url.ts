/** An address in three parts, so that the host can be emphasised. */
export interface Address {
  before: string;
  host: string;
  after: string;
}

/**
 * Splits an address in the same way as a browser. Text before `@` is not part of the host, and look-alike
 * letters become `xn--`.
 */
export function trueAddress(text: string): Address {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { before: text, host: "", after: "" };
  }
  if (url.host === "")
    return split(url.href, url.protocol === "mailto:" ? (url.pathname.split("@").at(-1) ?? "") : "");
  const login = url.username === "" ? "" : `${url.username}${url.password && `:${url.password}`}@`;
  const before = `${url.protocol}//${login}`;
  return { before, host: url.host, after: url.href.slice(before.length + url.host.length) };
}

function split(href: string, host: string): Address {
  const at = host === "" ? -1 : href.lastIndexOf(host);
  if (at < 0) return { before: href, host: "", after: "" };
  return { before: href.slice(0, at), host, after: href.slice(at + host.length) };
}
