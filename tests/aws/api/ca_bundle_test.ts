// What AWS_CA_BUNDLE may name: PEM in every spelling, and what is said of anything else.
import assert from "node:assert/strict";
import { readCaBundle } from "../../../src/aws/api/ca_bundle.ts";
import { openHttp } from "../../../src/aws/api/http.ts";
import { EcsinError } from "../../../src/error.ts";
import { needs } from "../../needs.ts";
import { Home } from "../../stories/home.ts";

/** A certificate, and the folder that it is in. */
async function made(home: Home): Promise<string> {
  const path = `${home.path}/ca.pem`;
  const args = [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-subj", "/CN=test", "-days", "2", "-keyout", `${home.path}/key.pem`, "-out", path],
  ];
  await openssl(...args);
  return path;
}

async function openssl(...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args: [...args] }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}

function whyOf(path: string): string | undefined {
  try {
    openHttp(path);
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    return [error.failure.why ?? []].flat()[0];
  }
  return undefined;
}

Deno.test(
  needs(
    "readCaBundle() reads PEM with a BOM, with words around it, and trusted certificates",
    "openssl",
  ),
  async () => {
    await using home = await Home.make();
    const path = await made(home);
    const plain = await Deno.readTextFile(path);
    assert.deepEqual(readCaBundle(path), [plain]);
    const bom = await home.write("bom.pem", `\ufeff${plain}`);
    assert.deepEqual(readCaBundle(bom), [plain]);
    const two = await home.write("two.pem", `# Größe\r\n${plain}\nsubject=x\n${plain}`);
    assert.equal(readCaBundle(two).length, 2);
    const trusted = `${home.path}/trusted.pem`;
    await openssl("x509", "-in", path, "-trustout", "-addtrust", "serverAuth", "-out", trusted);
    assert.match(await Deno.readTextFile(trusted), /BEGIN TRUSTED CERTIFICATE/);
    assert.deepEqual(readCaBundle(trusted), [plain]);
    for (const each of [path, bom, two, trusted]) assert.equal(whyOf(each), undefined);
  },
);

Deno.test(
  needs("readCaBundle() says what a file is that holds no certificate", "openssl"),
  async () => {
    await using home = await Home.make();
    const path = await made(home);
    const der = `${home.path}/ca.der`;
    await openssl("x509", "-in", path, "-outform", "der", "-out", der);
    assert.equal(whyOf(der), "it is DER, but PEM is needed");
    assert.equal(whyOf(await home.write("empty.pem", "")), "the file is empty");
    assert.equal(whyOf(await home.write("text.pem", "hello")), "it holds no certificate");
    assert.equal(whyOf(`${home.path}/key.pem`), "it holds a private key, and no certificate");
    assert.equal(whyOf(`${home.path}/nowhere.pem`), "the file is not there");
    assert.match(whyOf(home.path) ?? "", /^it cannot be read \(/);
    const broken = "-----BEGIN TRUSTED CERTIFICATE-----\nMIIB\n-----END TRUSTED CERTIFICATE-----\n";
    assert.equal(
      whyOf(await home.write("broken.pem", broken)),
      "a TRUSTED CERTIFICATE in it is broken",
    );
  },
);
