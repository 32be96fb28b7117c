/// What the web phone does.
enum PhonePageScript {
    /// The script.
    static let javaScript = #"""
        "use strict";
        const $ = id => document.getElementById(id);
        let users = [];
        // Every call that was seen: who calls whom, what was said, and whether it is over.
        const calls = new Map();
        // Where keys go; one's own call, which goes on while one listens to another; the one whose transcript is shown.
        let call = null, held = null, shown = null;
        const el = (tag, text, className) => {
          const node = document.createElement(tag);
          if (text !== undefined) node.textContent = text;
          if (className) node.className = className;
          return node;
        };
        const post = (path, body) => fetch(path, {
          method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body || {})
        }).then(async answer => {
          const json = await answer.json();
          if (!answer.ok) $("status").textContent = json.error;
          return json;
        });
        const user = () => users.find(u => u.id === $("who").value) || users[0];

        for (const key of "123456789*0#") {
          const button = el("button", key);
          button.onclick = () => call && post(`/calls/${call}/keys`, { keys: key });
          $("keypad").append(button);
        }
        document.addEventListener("keydown", event => {
          // Ctrl+1 is the browser's; but "#" is typed with AltGr or Option on some keyboards.
          const isChord = (event.ctrlKey || event.metaKey || (event.altKey && event.key !== "#")) &&
              !event.getModifierState("AltGraph");
          if (call && !isChord && event.target.tagName !== "INPUT" && event.target.tagName !== "SELECT" &&
              /^[0-9*#]$/.test(event.key)) post(`/calls/${call}/keys`, { keys: event.key });
        });
        $("call").onclick = async () => {
          const placed = await post("/calls", { from: user().phone });
          if (placed.sid && !known(placed).isOver) begin(placed.sid);
        };
        $("hangup").onclick = () => call && post(`/calls/${call}/hangup`);
        $("speech").onsubmit = event => {
          event.preventDefault();
          if (call && $("words").value) post(`/calls/${call}/speech`, { text: $("words").value });
          $("words").value = "";
        };
        $("who").onchange = showHandset;

        function known({ sid, from, to }) {
          if (!calls.has(sid)) calls.set(sid, { from, to, lines: [], isOver: false });
          return calls.get(sid);
        }
        function begin(sid, isHeardAgain) {
          if (call === sid) return;
          call = sid;
          follow(calls.get(sid));
          show(sid, isHeardAgain);
          showStatus();
        }
        // The handset beside a call is that of whoever calls, or else of whoever is called.
        function follow({ from, to }) {
          const owner = [from, to].flatMap(number => [user(), ...users].filter(u => u && u.phone === number))[0];
          if (!owner || owner.id === $("who").value) return;
          $("who").value = owner.id;
          showHandset();
        }
        function showStatus(reason) {
          $("status").textContent = held ? "listening; your own call goes on, and comes back when you hang up here"
            : call ? "in a call" : "call ended: " + reason;
          $("call").disabled = Boolean(call);
          $("hangup").disabled = !call;
        }
        function show(sid, isAloud) {
          shown = sid;
          $("transcript").replaceChildren();
          for (const line of calls.get(sid).lines) showLine(line, isAloud);
        }
        function hear(sid, line) {
          known({ sid }).lines.push(line);
          if (sid === shown) showLine(line, true);
          else if (sid === call) { show(sid); speak(line); }
        }
        function end(sid, reason) {
          known({ sid }).isOver = true;
          if (sid === held) { held = null; showStatus(); }
          if (sid !== call) return;
          speechSynthesis.cancel();
          const own = held;
          call = held = null;
          if (own) begin(own); else showStatus(reason);
        }
        function speak(line) {
          if (!$("aloud").checked || line.actor !== "bot") return;
          const words = new SpeechSynthesisUtterance(line.text);
          if (line.language) words.lang = line.language;
          speechSynthesis.speak(words);
        }
        function showLine(line, isAloud) {
          if (line.actor === "caller" || line.actor === "callee") speechSynthesis.cancel();
          const item = el("li", undefined, line.actor);
          item.append(el("i", line.seconds.toFixed(1)), el("b", line.actor), line.text);
          $("transcript").append(item);
          item.scrollIntoView({ block: "nearest" });
          if (isAloud) speak(line);
        }
        // What cannot be decoded is shown as it came.
        function readable(query) {
          try { return decodeURIComponent(query); } catch { return query; }
        }
        function showRequest(request) {
          const row = el("tr");
          row.append(
            el("td", request.upstream),
            el("td", `${request.method} ${request.path}${request.query ? "?" + readable(request.query) : ""}`),
            el("td", request.status ?? "cut", request.status >= 400 || !request.status ? "bad" : ""),
            el("td", request.milliseconds.toFixed(0)));
          $("requests").prepend(row);
          while ($("requests").rows.length > 200) $("requests").deleteRow(-1);
        }
        \#(handset)
        const faults = {
          "slow (10 s)": { kind: "delay", seconds: 10 }, "hangs": { kind: "hang" },
          "429": { kind: "status", status: 429 }, "500": { kind: "status", status: 500 },
          "503": { kind: "status", status: 503 }, "a page instead of JSON": { kind: "html" },
          "half an answer": { kind: "half-json" }, "cut off, nothing done": { kind: "cut-before-answer" },
          "done, then cut off": { kind: "cut-after-reading" }, "accepted, not delivered": { kind: "undelivered" },
          "refused inside a 200": { kind: "rejected" },
        };
        for (const name of ["okta", "twilio", "verify", "8x8-sms", "8x8-voice", "acs", "account"])
          $("upstream").append(el("option", name));
        for (const name of Object.keys(faults)) $("kind").append(el("option", name));
        $("fault").onsubmit = async event => {
          event.preventDefault();
          const count = Number($("count").value);
          const fault = { upstream: $("upstream").value, ...faults[$("kind").value] };
          await post("/faults", count ? { ...fault, count } : fault);
          refresh();
        };
        $("mend").onclick = async () => {
          await fetch("/faults", { method: "DELETE" });
          refresh();
        };
        const times = count => count && (count === 1 ? "once" : `${count} times`);
        // A fault that is used up goes without a word; any request may have been its last.
        let isLooking = false;
        function lookAtFaults() {
          if (isLooking) return;
          isLooking = true;
          setTimeout(async () => {
            isLooking = false;
            showFaults(await (await fetch("/faults")).json());
          }, 250);
        }
        function showFaults(list) {
          $("faults").replaceChildren(...list.map(f => el("li",
            [f.upstream, f.kind, f.seconds && `${f.seconds} s`, f.status, f.code, f.path, times(f.count)]
              .filter(Boolean).join(" "))));
        }
        async function refresh() {
          const state = await (await fetch("/state")).json();
          users = state.users;
          $("service").textContent = state.service;
          if (!$("who").options.length) {
            for (const u of users) {
              const factors = u.factors.map(f => f.type).join(", ") || "no factor";
              const option = el("option", `${u.name} ${u.phone} (${u.status === "ACTIVE" ? factors : u.status})`);
              option.value = u.id;
              $("who").append(option);
            }
          }
          showHandset();
          showFaults(state.faults);
          return state;
        }
        refresh().then(state => {
          state.requests.slice(-100).forEach(showRequest);
          for (const c of state.calls) {
            Object.assign(known(c), { lines: c.transcript, isOver: Boolean(c.ending) });
          }
          const live = state.calls.filter(c => !c.ending);
          const mine = live.filter(c => !c.carrier).pop() || live.pop();
          if (mine) begin(mine.sid);
          const events = new EventSource("/events?after=" + state.lastEvent);
          events.onmessage = message => {
            const event = JSON.parse(message.data);
            if (event.type === "call-began" && !known(event).isOver && !call) begin(event.sid);
            if (event.type === "line") hear(event.sid, event.line);
            if (event.type === "call-ended") end(event.sid, event.reason);
            if (event.type === "request") { showRequest(event.request); lookAtFaults(); }
            if (["message", "push", "call-began"].includes(event.type)) refresh();
          };
        });
        setInterval(() => { if (user() && user().authenticatorCode) refresh(); }, 10000);
        """#
}
