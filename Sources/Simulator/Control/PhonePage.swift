/// The web phone: one page without anything from elsewhere.
enum PhonePage {
    /// The page.
    static let html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>Voicegate simulator</title>
        <style>\(PhonePageStyle.css)</style>
        </head>
        <body>
        <header>
          <h1>Voicegate simulator</h1>
          <p>Calls go to <code id="service"></code></p>
        </header>
        <main>
          <section aria-label="Caller">
            <h2>Caller</h2>
            <label>Who calls <select id="who"></select></label>
            <div class="row">
              <button id="call" class="go">Call</button>
              <button id="hangup" class="stop" disabled>Hang up</button>
              <label class="inline"><input type="checkbox" id="aloud" checked> speak aloud</label>
            </div>
            <div id="keypad" role="group" aria-label="Keypad"></div>
            <form id="speech"><input id="words" aria-label="What the caller says" placeholder="say something" autocomplete="off"><button>Say</button></form>
            <p id="status" role="status">no call</p>
          </section>
          <section aria-label="What is heard">
            <h2>What is heard</h2>
            <ol id="transcript" aria-live="polite"></ol>
          </section>
          <section aria-label="Handset">
            <h2>Handset</h2>
            <p>Authenticator: <output id="totp" aria-live="off">none</output></p>
            <div id="pushes" role="group" aria-label="Pushes" aria-live="polite" tabindex="-1"></div>
            <ul id="messages" aria-label="Messages" aria-live="polite" tabindex="-1"></ul>
            <div id="calls" role="group" aria-label="Calls" aria-live="polite" tabindex="-1"></div>
          </section>
          <section aria-label="Faults" class="wide">
            <h2>Faults</h2>
            <form id="fault" class="row">
              <label>At <select id="upstream"></select></label>
              <label>what goes wrong <select id="kind"></select></label>
              <label>how often <input id="count" type="number" min="1" placeholder="until cleared"></label>
              <button class="stop">Break</button>
              <button type="button" id="mend" class="go">Mend everything</button>
            </form>
            <ul id="faults"></ul>
          </section>
          <section aria-label="Requests" class="wide">
            <h2>Requests</h2>
            <table><thead><tr><th>to</th><th>request</th><th>status</th><th>ms</th></tr></thead>
            <tbody id="requests"></tbody></table>
          </section>
        </main>
        <script>\(PhonePageScript.javaScript)</script>
        </body>
        </html>
        """
}

/// How the web phone looks.
enum PhonePageStyle {
    /// The style sheet.
    static let css = """
        :root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif }
        body { margin: 0 auto; max-width: 76rem; padding: 1rem }
        header { display: flex; gap: 1.5rem; align-items: baseline; flex-wrap: wrap }
        h1 { font-size: 1.3rem; margin: 0 } h2 { font-size: 1rem; margin: 0 0 .6rem }
        main { display: grid; grid-template-columns: 19rem minmax(0, 1fr) 18rem; gap: 1rem }
        section { border: 1px solid #8885; border-radius: .6rem; padding: .9rem; min-width: 0 }
        .wide { grid-column: 1 / -1 }
        .row { display: flex; flex-wrap: wrap; gap: .5rem; margin: .6rem 0; align-items: center } .inline { white-space: nowrap }
        button { font: inherit; padding: .35rem .8rem; border-radius: .4rem; border: 1px solid #8888; cursor: pointer; white-space: nowrap }
        .go { background: #1a7f37; color: #fff } .stop { background: #b3261e; color: #fff }
        button:disabled { opacity: .4; cursor: default }
        #keypad { display: grid; grid-template-columns: repeat(3, 1fr); gap: .4rem; margin: .6rem 0 }
        #keypad button { font-size: 1.2rem; padding: .6rem 0 }
        #speech { display: flex; gap: .4rem } #speech input { flex: 1; min-width: 0; font: inherit; padding: .3rem }
        select { width: 100%; font: inherit }
        #transcript { list-style: none; margin: 0; padding: 0; height: 24rem; overflow: auto }
        #transcript li { margin: .2rem 0; padding-left: 9rem; text-indent: -9rem; overflow-wrap: anywhere }
        #transcript b { display: inline-block; width: 5rem; text-indent: 0 }
        #transcript i { display: inline-block; width: 3.4rem; margin-right: .6rem; text-align: right; opacity: .6; text-indent: 0 }
        .system { opacity: .65 } .caller, .callee { color: light-dark(#0b57d0, #79b8ff) }
        .handset { color: light-dark(#7d5300, #e3b341) } .agent { color: light-dark(#6639ba, #d2a8ff) }
        .carrier { opacity: .65; font-size: .85em } #fault label { white-space: nowrap } #fault select { width: auto }
        #messages { padding-left: 1.1rem } .push { border: 1px solid #8888; border-radius: .5rem; padding: .6rem; margin: .5rem 0 }
        .push button { margin: .2rem .2rem 0 0 }
        table { width: 100%; border-collapse: collapse; font-size: .85rem }
        td, th { text-align: left; padding: .12rem .5rem; border-top: 1px solid #8883; white-space: nowrap }
        td:nth-child(2) { white-space: normal; overflow-wrap: anywhere } #service { overflow-wrap: anywhere }
        .bad { color: light-dark(#b3261e, #ff8f88) }
        @media (max-width: 60rem) { main { grid-template-columns: minmax(0, 1fr) } #transcript { height: 16rem } }
        @media (max-width: 40rem) {
          #transcript li { padding-left: 4rem; text-indent: -4rem } #transcript b { width: auto; margin-right: .5rem }
          #fault label { white-space: normal } #fault label, #fault select { width: 100% }
        }
        """
}
