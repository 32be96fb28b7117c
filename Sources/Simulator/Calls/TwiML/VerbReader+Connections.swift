extension VerbReader {
    /// The longest that all headers of a SIP call may be together; Twilio cuts off what is beyond.
    private static let sipHeaderLimit = 1024

    mutating func dial(_ element: TwiMLElement) -> Dial {
        var dial = Dial()
        dial.action = element.attributes["action"]
        dial.method = method(of: element)
        dial.timeout = seconds("timeout", of: element, default: 30)
        dial.timeLimit = seconds("timeLimit", of: element, default: 14_400)
        dial.callerID = element.attributes["callerId"]
        dial.hangsUpOnStar = flag("hangupOnStar", of: element, default: false)
        dial.answersOnBridge = flag("answerOnBridge", of: element, default: false)
        dial.isRecorded = element.attributes["record"]?.hasPrefix("record-from") ?? false
        dial.recordingCallback = element.attributes["recordingStatusCallback"]
        if !element.text.isEmpty { dial.targets.append(Dial.Target(address: element.text, isNumber: true)) }
        for child in children(of: element) {
            checkAttributes(of: child)
            switch child.name {
            case "Sip": dial.targets.append(sip(child))
            case "Number":
                dial.targets.append(number(child))
            case "Client", "WhatsApp", "Sim": dial.targets.append(Dial.Target(address: child.text))
            default: complain("<\(child.name)> in <Dial> is not simulated", at: child)
            }
        }
        if dial.targets.count > 10 {
            complain("<Dial> names more than ten", at: element)
            dial.targets.removeLast(dial.targets.count - 10)
        }
        return dial
    }

    private mutating func number(_ element: TwiMLElement) -> Dial.Target {
        if !element.text.allSatisfy({ "+0123456789 ().-".contains($0) }) || element.text.isEmpty {
            complain("'\(element.text)' is not a phone number", at: element, code: 13223)
        }
        var target = Dial.Target(address: element.text, isNumber: true)
        target.url = element.attributes["url"]
        target.method = method(of: element)
        target.statusCallback = element.attributes["statusCallback"]
        target.statusCallbackMethod = choice("statusCallbackMethod", of: element, among: ["POST", "GET"])
        if let events = element.attributes["statusCallbackEvent"] {
            target.statusCallbackEvents = words(
                events, "statusCallbackEvent", of: element,
                among: ["initiated", "ringing", "answered", "completed"])
        }
        return target
    }

    private mutating func words(
        _ text: String, _ name: String, of element: TwiMLElement, among known: Set<String>
    ) -> Set<String> {
        let words = Set(text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init))
        for word in words.subtracting(known).sorted() {
            complain("\(name) of <\(element.name)> names '\(word)'", at: element)
        }
        return words.intersection(known)
    }

    private mutating func sip(_ element: TwiMLElement) -> Dial.Target {
        var address = element.text
        var headers: [FormField] = []
        for child in children(of: element) {
            if child.name == "Uri" { address = child.text }
            for header in children(of: child) where child.name == "Headers" {
                headers.append(FormField(header.attributes["name"] ?? "", header.attributes["value"] ?? ""))
            }
        }
        if let mark = address.firstIndex(of: "?") {
            let query = String(address[address.index(after: mark)...])
            if query.utf8.count > Self.sipHeaderLimit {
                complain("the headers of the SIP URI are longer than \(Self.sipHeaderLimit) bytes", at: element)
            }
            headers += FormEncoding.decode(query) ?? []
            address = String(address[..<mark])
        }
        if !address.hasPrefix("sip:"), !address.hasPrefix("sips:") {
            complain("'\(address)' is not a SIP URI", at: element, code: 13224)
        }
        for header in headers where !header.name.lowercased().hasPrefix("x-") && header.name != "User-to-User" {
            complain("the SIP header '\(header.name)' does not begin with X-", at: element)
        }
        return Dial.Target(
            address: address,
            headers: headers.filter { $0.name.lowercased().hasPrefix("x-") || $0.name == "User-to-User" })
    }

    mutating func enqueue(_ element: TwiMLElement) -> Enqueue {
        var enqueue = Enqueue(
            queue: element.text, workflowSID: element.attributes["workflowSid"], action: element.attributes["action"])
        enqueue.method = method(of: element)
        if let task = children(of: element).first {
            enqueue.attributes = task.text
            if JSON(Array(task.text.utf8))?.object == nil {
                complain("the attributes of <Task> are not a JSON object", at: task, code: 13701)
            }
        }
        if enqueue.workflowSID == nil, enqueue.queue.isEmpty {
            complain("<Enqueue> names neither a queue nor a workflow", at: element)
        }
        return enqueue
    }

    mutating func record(_ element: TwiMLElement) -> Record {
        var record = Record()
        record.action = element.attributes["action"]
        record.method = method(of: element)
        record.timeout = seconds("timeout", of: element, default: 5)
        record.maxLength = seconds("maxLength", of: element, default: 3600)
        record.finishOnKeys = element.attributes["finishOnKey"] ?? record.finishOnKeys
        record.callback = element.attributes["recordingStatusCallback"]
        record.callbackMethod = choice("recordingStatusCallbackMethod", of: element, among: ["POST", "GET"])
        if let events = element.attributes["recordingStatusCallbackEvent"] {
            record.callbackEvents = words(
                events, "recordingStatusCallbackEvent", of: element, among: ["in-progress", "completed", "absent"])
        }
        return record
    }

    // MARK: Values of attributes; a wrong one draws a complaint and the default is used

    mutating func method(of element: TwiMLElement) -> String {
        choice("method", of: element, among: ["POST", "GET"])
    }

    mutating func choice(_ name: String, of element: TwiMLElement, among choices: [String]) -> String {
        guard let value = element.attributes[name] else { return choices[0] }
        if let choice = choices.first(where: { $0.lowercased() == value.trimmed.lowercased() }) { return choice }
        complain("\(name) of <\(element.name)> is '\(value)'", at: element)
        return choices[0]
    }

    mutating func flag(_ name: String, of element: TwiMLElement, default usual: Bool) -> Bool {
        guard let value = element.attributes[name] else { return usual }
        if let flag = Bool(value.lowercased()) { return flag }
        complain("\(name) of <\(element.name)> is '\(value)'", at: element)
        return usual
    }

    mutating func number(_ name: String, of element: TwiMLElement, from least: Int) -> Int? {
        guard let value = element.attributes[name] else { return nil }
        if let number = Int(value), number >= least { return number }
        complain("\(name) of <\(element.name)> is '\(value)'", at: element)
        return nil
    }

    mutating func seconds(_ name: String, of element: TwiMLElement, default usual: Int) -> Duration {
        .seconds(number(name, of: element, from: 0) ?? usual)
    }

    mutating func loop(of element: TwiMLElement) -> Int {
        let loop = number("loop", of: element, from: 0) ?? 1
        return loop == 0 ? 1000 : loop
    }
}
