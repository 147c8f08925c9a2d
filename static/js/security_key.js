/* A security key (WebAuthn): the server's question to the key, and the key's answer into the form, which is then sent. */
const decoded = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const encoded = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/* The server's JSON, with bytes where the browser wants bytes. */
export const question = ({ publicKey }) => {
  const withBytes = (one) => ({ ...one, id: decoded(one.id) });
  const asked = { ...publicKey, challenge: decoded(publicKey.challenge) };
  if (asked.user) asked.user = withBytes(asked.user);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map(withBytes);
  }
  return { publicKey: asked };
};

export const answer = (credential) => {
  const { response } = credential, bytes = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) bytes[name] = encoded(response[name]);
  }
  return {
    type: credential.type, id: credential.id, rawId: encoded(credential.rawId), response: bytes,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

const FAILED = "Ingen nyckel svarade. Sätt i den, eller håll den mot datorn, och försök igen.";
const HERE_ALREADY = "Den nyckeln är redan tillagd.";
const UNSUPPORTED = "Webbläsaren kan inte använda säkerhetsnycklar här. Sidan behöver en adress med https.";

const start = (form) => {
  const error = document.getElementById("nyckelfel");
  const say = (text) => { error.textContent = text; error.hidden = false; };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.hidden = true;
    if (!window.PublicKeyCredential) { say(UNSUPPORTED); return; }
    try {
      const asked = question(JSON.parse(document.getElementById("nyckelfraga").textContent));
      const credential = await navigator.credentials[form.dataset.securityKey](asked);
      form.elements.credential.value = JSON.stringify(answer(credential));
      form.submit();
    } catch (fault) { say(fault.name === "InvalidStateError" ? HERE_ALREADY : FAILED); }
  });
};

if (typeof document !== "undefined") document.querySelectorAll("form[data-security-key]").forEach(start);
