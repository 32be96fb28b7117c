// What a small telephony hook does: check one header, one request to the provider, answer. For comparison only.
const express = require("express");
const axios = require("axios");
const http = require("http");

const [port, provider, secret] = process.argv.slice(2);
const client = axios.create({ baseURL: provider, httpAgent: new http.Agent({ keepAlive: true, maxSockets: 128 }) });
const app = express();
app.use(express.json());

app.post("/telephony-hook", async (request, response) => {
  if (request.headers.authorization !== secret) return response.status(401).end();
  const { phoneNumber, msgTemplate } = request.body.data.messageProfile;
  try {
    const sent = await client.post("/api/v1/subaccounts/bench/messages",
      { destination: phoneNumber, text: msgTemplate, source: "bench" }, { headers: { Authorization: "Bearer bench" } });
    response.json({ commands: [{ type: "com.okta.telephony.action", value: [
      { status: "SUCCESSFUL", provider: "8x8", transactionId: sent.data.umid }] }] });
  } catch (error) {
    response.status(500).json({ error: { errorSummary: "not sent" } });
  }
});

app.listen(Number(port), "127.0.0.1");
