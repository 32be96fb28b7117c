import Foundation

/// Adds settings to a `.env` file, and keeps what is there.
enum EnvironmentFile {
    /// An answer to be written.
    struct Addition: Sendable {
        let name: String
        let value: String
        /// What it is for, as a comment.
        let meaning: String
    }

    /// Merges settings into the text of a file.
    ///
    /// A line that sets one of them to nothing, or to a placeholder, is replaced where it stands; the rest comes at the
    /// end. Comments and everything else stay as they are.
    static func merged(_ text: String?, with additions: [Addition]) -> String {
        let old = DotEnvFile(text ?? "").entries
        var lines = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        var rest: [Addition] = []
        for addition in additions {
            let line = "\(addition.name)=\(Wrapping.shellQuoted(addition.value))"
            if let entry = old[addition.name], lines.indices.contains(entry.line - 1),
                lines[entry.line - 1].contains("\(addition.name)=")
            {
                lines[entry.line - 1] = line
            } else {
                rest.append(addition)
            }
        }
        for addition in rest {
            if !lines.isEmpty { lines.append("") }
            lines += Wrapping.lines(addition.meaning.replacing("`", with: ""), width: 108).map { "# \($0)" }
            lines.append("\(addition.name)=\(Wrapping.shellQuoted(addition.value))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Writes a file that nobody else may read, all of it or nothing.
    ///
    /// - Throws: An error of Foundation's.
    static func write(_ text: String, to path: String) throws {
        let target = URL(filePath: path).resolvingSymlinksInPath()
        let draft = target.deletingLastPathComponent().appending(
            path: ".\(target.lastPathComponent).\(UUID().uuidString)")
        guard
            FileManager.default.createFile(
                atPath: draft.path, contents: Data(), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteNoPermission) }
        do {
            let file = try FileHandle(forWritingTo: draft)
            try file.write(contentsOf: Data(text.utf8))
            try file.synchronize()
            try file.close()
            guard rename(draft.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(at: draft)
            throw error
        }
    }
}
