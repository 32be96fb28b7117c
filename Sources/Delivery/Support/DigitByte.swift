extension UInt8 {
    /// Whether the byte is one of `0…9`.
    var isDigitByte: Bool { (0x30...0x39).contains(self) }
}
