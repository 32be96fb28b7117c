import PhoneNumbers

extension PhoneNumber {
    /// Whether a call or a text there costs by the piece, so that somebody earns by it.
    var isCostly: Bool { kind == .premiumRate || kind == .sharedCost }
}
