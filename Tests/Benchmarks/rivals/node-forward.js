// What a small forwarding function does: look the owner up in Okta, answer TwiML. No signature, no state. For comparison only.
const http = require("http");
const { URLSearchParams } = require("url");

const [port, okta] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 128 });

function owner(number) {
  const query = "/api/v1/users?search=" + encodeURIComponent(`profile.primaryPhone eq "${number}"`);
  return new Promise((resolve, reject) => {
    http.get(okta + query, { agent, headers: { Authorization: "SSWS bench" } }, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += part));
      answer.on("end", () => { try { resolve(JSON.parse(text)[0]); } catch (error) { reject(error); } });
    }).on("error", reject);
  });
}

http.createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", async () => {
    const form = new URLSearchParams(body);
    try {
      const user = await owner(form.get("To"));
      const text = request.url.startsWith("/sms-forward")
        ? `<Message to="${user.profile.mobilePhone}">From: ${form.get("From")}\n\n${form.get("Body")}</Message>`
        : `<Say>Please hold.</Say><Dial>${user.profile.mobilePhone}</Dial>`;
      response.writeHead(200, { "Content-Type": "text/xml" });
      response.end(`<?xml version="1.0" encoding="UTF-8"?><Response>${text}</Response>`);
    } catch (error) {
      response.writeHead(500);
      response.end();
    }
  });
}).listen(Number(port), "127.0.0.1");
