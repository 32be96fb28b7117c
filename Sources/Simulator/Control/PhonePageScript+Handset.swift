extension PhonePageScript {
    /// What the web phone does about messages, calls and pushes.
    static let handset = #"""
        // Leaves what has not changed: the focus stays where it is, and only what is new is read out.
        function update(list, items, make) {
          const hadFocus = list.contains(document.activeElement);
          const keys = items.map(item => JSON.stringify(item));
          for (const node of [...list.children]) if (!keys.includes(node.key)) node.remove();
          items.forEach((item, place) => {
            const next = list.children[place];
            if (next && next.key === keys[place]) return;
            const node = make(item);
            node.key = keys[place];
            list.insertBefore(node, next || null);
          });
          if (hadFocus && !list.contains(document.activeElement)) list.focus();
        }
        function showPush(prompt, id) {
          const box = el("div", undefined, "push");
          box.append(el("div", `Did you just try to sign in? (${prompt.device})`));
          const answer = (label, path, body) => {
            const button = el("button", label);
            button.onclick = () => post(`/handset/${id}/${path}`, body);
            box.append(button);
          };
          if (prompt.state === "waiting") {
            if (prompt.numbers.length) prompt.numbers.forEach(n => answer(n, "tap", { number: n }));
            else answer("Yes, it's me", "approve");
            answer("No, it's not me", "reject");
          } else box.append(el("em", prompt.state));
          return box;
        }
        function showMessage(message) {
          const item = el("li", message.text + " ");
          for (const url of message.media) {
            const link = el("a", url);
            link.href = url;
            item.append(link, " ");
          }
          item.append(el("span", `by ${message.carrier}`, "carrier"));
          return item;
        }
        function showRing(ring) {
          const box = el("div", `A call by ${ring.carrier} `, "push");
          const button = el("button", "Listen");
          button.onclick = () => {
            if (known(ring).isOver || call === ring.sid) { show(ring.sid, true); return; }
            if (call && call !== ring.sid) held = held || call;
            begin(ring.sid, true);
          };
          box.append(button);
          return box;
        }
        function showHandset() {
          const owner = user();
          if (!owner) return;
          const code = owner.authenticatorCode || "none";
          if ($("totp").textContent !== code) $("totp").textContent = code;
          update($("messages"), owner.messages.slice().reverse(), showMessage);
          update($("calls"), owner.calls.slice(-3).reverse(), showRing);
          update($("pushes"), owner.pushes.slice(-3).reverse(), p => showPush(p, owner.id));
        }
        """#
}
