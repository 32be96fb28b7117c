import Foundation
import TwiML

/// The console as a page: no script, nothing from elsewhere.
struct ConsolePage {
    let overview: ConsoleOverview
    let formToken: String
    let now: Date
    /// What the last action did.
    var notice: String?

    var html: String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Voicegate console</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="refresh" content="15; url=/console">
        <style>\(Self.style)</style></head><body>
        <h1>Voicegate</h1><p class="when">\(XMLText.escape(Self.stamp(now))) UTC, renewed every 15 seconds</p>
        \(notice.map { "<p class=\"notice\" role=\"status\">\(XMLText.escape($0))</p>" } ?? "")
        \(calls)
        \(tallies("Challenges within a day", "challenges", overview.challenges, head: "factor"))
        \(tallies("Deliveries within a day", "deliveries", overview.deliveries, head: "provider"))
        \(failing)
        \(events)
        </body></html>
        """
    }

    private var calls: String {
        section(
            "Calls in progress", "calls", ["call", "step", "verified by", "minutes"],
            overview.calls.map { call in
                [
                    call.sid, call.step, call.verifiedBy ?? "nothing yet",
                    String(Int(max(0, now.timeIntervalSince(call.startedAt)) / 60)),
                ].map(XMLText.escape)
            })
    }

    private var failing: String {
        section(
            "Failures and locked users", "failures", ["user", "failures", "last", "state"],
            overview.failing.map { user in
                [user.id, String(user.failures)].map(XMLText.escape) + [Self.time(user.lastAt)]
                    + [user.isLocked ? "<strong>locked</strong> \(button(user.id))" : button(user.id)]
            })
    }

    private var events: String {
        section(
            "Last events", "events", ["time", "event", "reference"],
            overview.events.map { event in
                [Self.time(event.time)] + [event.kind, event.reference ?? ""].map(XMLText.escape)
            })
    }

    private func tallies(_ title: String, _ id: String, _ rows: [ConsoleOverview.Tally], head: String) -> String {
        section(
            title, id, [head, "outcome", "count"],
            rows.map { [$0.subject, $0.outcome, String($0.count)].map(XMLText.escape) })
    }

    /// A table; the cells are HTML already.
    private func section(_ title: String, _ id: String, _ heads: [String], _ rows: [[String]]) -> String {
        let head = heads.map { "<th scope=\"col\">\($0)</th>" }.joined()
        let body =
            rows.isEmpty
            ? "<tr><td colspan=\"\(heads.count)\" class=\"none\">none</td></tr>"
            : rows.map { "<tr>\($0.map { "<td>\($0)</td>" }.joined())</tr>" }.joined(separator: "\n")
        return """
            <section id="\(id)"><h2>\(title)</h2><table><thead><tr>\(head)</tr></thead><tbody>
            \(body)
            </tbody></table></section>
            """
    }

    private func button(_ user: String) -> String {
        """
        <form method="post" action="/console/unlock"><input type="hidden" name="token" value="\(formToken)">\
        <input type="hidden" name="user" value="\(XMLText.escape(user))"><button>unlock</button></form>
        """
    }

    private static func time(_ date: Date) -> String { "<time>\(XMLText.escape(stamp(date)))</time>" }

    private static func stamp(_ date: Date) -> String {
        date.formatted(.iso8601.year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false))
    }

    static let style = """
        :root{color-scheme:light dark}body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}\
        h1{margin:0}h2{font-size:1.1rem;margin:2rem 0 .4rem}.when,.none{opacity:.7}table{border-collapse:collapse;width:100%}\
        th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884}td{font-variant-numeric:tabular-nums;overflow-wrap:anywhere}\
        time,button{white-space:nowrap}@media(max-width:40rem){body{margin-top:1rem;padding:0 .6rem}table{font-size:.75rem}\
        th,td{padding:.3rem .25rem}}\
        form{display:inline}button{font:inherit;padding:.1rem .7rem}.notice{padding:.5rem .8rem;border-left:4px solid #2a7}
        """
}
