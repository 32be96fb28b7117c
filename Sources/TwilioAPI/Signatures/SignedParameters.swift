/// The parameters of a form as Twilio signs them.
enum SignedParameters {
    /// Writes names in byte order, each followed by its value without anything between; of a name that repeats, each
    /// different value once, in byte order.
    ///
    /// Bytes are compared, not Swift's characters: those would take two spellings of `é` for one.
    static func bytes(of form: FormFields) -> [UInt8] {
        let sorted = form.fields.map { (name: Array($0.name.utf8), value: Array($0.value.utf8)) }.sorted {
            $0.name == $1.name
                ? $0.value.lexicographicallyPrecedes($1.value) : $0.name.lexicographicallyPrecedes($1.name)
        }
        var bytes: [UInt8] = []
        for (index, field) in sorted.enumerated() {
            if index > 0, sorted[index - 1] == field { continue }
            bytes += field.name
            bytes += field.value
        }
        return bytes
    }
}
