// Documents in which nothing is said: no template's business, since there is nothing to translate.
extension TwiMLDocument {
    /// Does nothing; a call that gets it ends, and a text is not answered.
    public static let empty = declaration + "<Response/>"
    /// Ends the call.
    public static let hangUp = declaration + "<Response><Hangup/></Response>"
    /// Turns the call away as if the line were busy.
    public static let busy = declaration + #"<Response><Reject reason="busy"/></Response>"#
    /// What a document begins with.
    static let declaration = #"<?xml version="1.0" encoding="UTF-8"?>"#
}
