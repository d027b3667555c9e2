import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { exitCodes, UserError } from "../../shared/errors.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".webp": "image/webp",
};

/** Serves a folder on loopback; port 0 is a free one. Throws a UserError when the port is taken. */
export async function serve(folder: string, port: number): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    try {
      const file = fileIn(folder, request.url ?? "/");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("There is no such page.");
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", error => reject(portError(error as NodeJS.ErrnoException, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  const actual = typeof address === "object" && address ? address.port : port;
  return { url: `http://127.0.0.1:${actual}/`, server };
}

/** Throws for a path that leads out of the folder. */
function fileIn(folder: string, url: string): string {
  const name = decodeURIComponent(new URL(url, "http://localhost").pathname);
  const file = path.join(folder, name.endsWith("/") ? `${name}index.html` : name);
  if (path.relative(folder, file).startsWith("..")) throw new Error("outside of the site");
  return file;
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  return new UserError(
    `Port ${port} can't be used (${error.code}): choose another one with --port.`,
    exitCodes.usage,
  );
}
