// oidc-provider with one client and a sign-in page of its own: `node oidc_provider.mjs MODULE PORT REDIRECT SECRET`.
// Whoever signs in as NAME is NAME@example.org; the address is told by its userinfo endpoint only, as it does.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [module, port, redirect, secret] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(`${module}/lib/index.js`));
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: "leftopen-console", client_secret: secret, redirect_uris: [redirect] }],
  cookies: { keys: ["keys of a test"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  features: { devInteractions: { enabled: false } },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: id !== "unverified" }),
  }),
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
});

async function interaction(request, response) {
  await provider.interactionDetails(request, response);
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html");
    response.end('<!doctype html><title>Issuer</title><form method="post"><input name="login"><button>Go</button></form>');
    return;
  }
  let body = "";
  for await (const part of request) body += part;
  const accountId = new URLSearchParams(body).get("login");
  await provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
createServer((request, response) => {
  if (request.url.startsWith("/interaction/")) {
    interaction(request, response).catch((error) => { response.statusCode = 500; response.end(String(error)); });
  } else answer(request, response);
}).listen(Number(port), "127.0.0.1");
