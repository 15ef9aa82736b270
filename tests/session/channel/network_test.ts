// A session through a proxy and by certificates of one's own, on loopback.
import assert from "node:assert/strict";
import { proxyFor } from "../../../src/session/channel/network.ts";
import { type OneSession, serveOneSession } from "../../fake_aws/one_session.ts";
import { makeCertificates, startProxy, startTlsTunnel } from "../../fake_aws/tls_front.ts";
import { Home } from "../../stories/home.ts";
import { openHere, ThisSide } from "./this_side.ts";
import { needs } from "../../needs.ts";

const HOST = "ssmmessages.eu-central-1.amazonaws.com";

/** The gateway's session as AWS would give it, at AWS's own host. */
function abroad({ session, url }: OneSession) {
  const { sessionId, tokenValue } = session;
  return { sessionId, tokenValue, streamUrl: url.replace(/^ws:\/\/[^/]+/, `wss://${HOST}`) };
}

Deno.test(
  needs(
    "a session goes through the proxy, by TLS that only AWS_CA_BUNDLE's CA vouches for",
    "openssl",
  ),
  async () => {
    await using gateway = serveOneSession("sh -c 'echo through; exit'");
    await using home = await Home.make();
    const certificates = await makeCertificates(home.path, [HOST]);
    await using tunnel = startTlsTunnel(gateway.cable.port, certificates);
    await using proxy = startProxy(tunnel.port);
    const ca = await Deno.readTextFile(certificates.caFile);
    const side = new ThisSide();
    const network = { proxy: `http://user:p%40ss@127.0.0.1:${proxy.port}`, ca };
    const end = await openHere(gateway, side, { session: abroad(gateway), network });
    assert.equal(end.kind, "closed");
    assert.match(side.output, /through/);
    assert.deepEqual(proxy.asked, [`${HOST}:443`]);
    assert.deepEqual(proxy.logins, [`Basic ${btoa("user:p@ss")}`]);
  },
);

Deno.test(
  needs("a gateway whose certificate nobody vouches for is not spoken to", "openssl"),
  async () => {
    await using gateway = serveOneSession("echo never");
    await using home = await Home.make();
    const certificates = await makeCertificates(home.path, [HOST]);
    await using tunnel = startTlsTunnel(gateway.cable.port, certificates);
    await using proxy = startProxy(tunnel.port);
    const network = { proxy: `http://127.0.0.1:${proxy.port}` };
    const end = await openHere(gateway, new ThisSide(), { session: abroad(gateway), network });
    assert.equal(end.kind, "lost");
    assert.match(end.kind === "lost" ? end.why : "", /certificate|issuer/i);
    assert.equal(gateway.log.connections, 0);
  },
);

Deno.test("proxyFor() takes HTTPS_PROXY for wss, unless NO_PROXY names the host", () => {
  const proxy = (env: Record<string, string>, url = `wss://${HOST}/v1`) =>
    proxyFor(url, (name) => env[name]);
  assert.equal(proxy({}), undefined);
  assert.equal(proxy({ HTTPS_PROXY: "http://p:1" }), "http://p:1");
  assert.equal(proxy({ https_proxy: "p:1" }), "http://p:1");
  assert.equal(proxy({ HTTPS_PROXY: "http://p:1" }, "ws://127.0.0.1:9/"), undefined);
  for (const past of ["*", HOST, "amazonaws.com", ".amazonaws.com", "x, *.amazonaws.com"]) {
    assert.equal(proxy({ HTTPS_PROXY: "http://p:1", NO_PROXY: past }), undefined, past);
  }
  for (const other of ["", "aws.com.example", "naws.com", "eu-west-1.amazonaws.com"]) {
    assert.equal(proxy({ HTTPS_PROXY: "http://p:1", NO_PROXY: other }), "http://p:1", other);
  }
});
