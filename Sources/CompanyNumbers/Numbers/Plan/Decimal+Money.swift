import Foundation

extension Decimal {
    /// The amount as prices are written: two decimals at least, and more where it has more.
    var money: String {
        let text = "\(self)"
        guard let point = text.firstIndex(of: ".") else { return text + ".00" }
        let decimals = text.distance(from: point, to: text.endIndex) - 1
        return text + String(repeating: "0", count: max(0, 2 - decimals))
    }
}
