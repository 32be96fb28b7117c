public import Foundation

/// Files that tests compare with.
public enum Golden {
    /// Reads what a text must be; with `UPDATE_GOLDENS=1` (`make goldens`) the file is written anew before.
    ///
    /// - Parameters:
    ///   - text: What it is now.
    ///   - file: Where the file is.
    /// - Returns: What the file has.
    /// - Throws: When the file cannot be read or written.
    public static func text(for text: String, at file: URL) throws -> String {
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
}
