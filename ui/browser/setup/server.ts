import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Serves the files below `folder` on a free port of this computer, with the Content-Security-Policy of the window. */
export async function serve(folder: string, policy: string): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
    // The browser asks for an icon, which the window does not have.
    if (path === "/favicon.ico") return void response.writeHead(204).end();
    const name = path.endsWith("/") ? `${path}index.html` : path;
    // A page without scripts, on which a test can prepare the window.
    if (path === "/empty.html") return void response.writeHead(200, { "Content-Type": "text/html" }).end();
    try {
      const body = readFileSync(join(folder, name));
      const type = TYPES[extname(name)] ?? "application/octet-stream";
      response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
