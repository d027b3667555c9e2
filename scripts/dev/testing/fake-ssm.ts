import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** For tests: an SSM on a free port that knows these parameters, and that SSM clients made after this call will use. */
export async function startFakeSsm(parameters: Record<string, string>) {
  const requests: { Name: string; WithDecryption: boolean }[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(""));
    requests.push(body);
    const Value = parameters[body.Name];
    response.writeHead(Value ? 200 : 400, { "content-type": "application/x-amz-json-1.1" });
    response.end(
      JSON.stringify(Value ? { Parameter: { Name: body.Name, Value } } : { __type: "ParameterNotFound" }),
    );
  });
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  return {
    requests,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
