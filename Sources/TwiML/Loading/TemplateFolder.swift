import Foundation

/// The folder of templates, read into memory.
struct TemplateFolder {
    /// Files by language and name; a name is the file's without `.xml`.
    private(set) var files: [String: [String: TemplateFile]] = [:]
    private(set) var faults: [TemplateFault] = []

    let directory: String
    /// Whether there is such a folder.
    let exists: Bool

    /// A template larger than this is none.
    private static let maximumBytes = 256 * 1024

    /// Reads every file of every language.
    ///
    /// - Parameters:
    ///   - directory: The folder.
    ///   - names: Names that templates can have; others are warned of.
    init(_ directory: String, names: [String]) {
        self.directory = directory
        let entries = Self.entries(of: directory)
        exists = entries != nil
        guard let entries else {
            faults.append(
                TemplateFault(
                    directory, "there is no such folder of templates", mend: "set TEMPLATES_DIR to the folder"))
            return
        }
        for entry in entries {
            if !Self.isFolder(directory + "/" + entry) {
                guard entry.hasSuffix(".xml") else { continue }
                ignore(entry, "this file belongs to no language", mend: "move it to LANGUAGE/\(entry)")
            } else if LanguageTag.isWellFormed(entry) {
                read(language: entry, names: names)
            } else {
                let tag = entry.replacing("_", with: "-")
                let mend = LanguageTag.isWellFormed(tag) ? "rename it to \(tag)" : "languages are written such as en-US"
                ignore(entry, "this folder is no language", mend: mend)
            }
        }
    }

    private mutating func read(language: String, names: [String]) {
        files[language] = [:]
        for entry in Self.entries(of: directory + "/" + language) ?? [] where !entry.hasPrefix("README") {
            let path = language + "/" + entry
            let name = String(entry.dropLast(4))
            guard entry.hasSuffix(".xml"), entry.hasPrefix("_") || names.contains(name) else {
                let stem = entry.hasSuffix(".xml") ? name : entry
                let hint = NearestName.nearest(to: stem, among: names).map { "did you mean \($0).xml?" }
                ignore(
                    path, "no template has this name", mend: hint ?? "templates are \(names.joined(separator: ", "))")
                continue
            }
            if let text = text(of: path) { scan(text, path: path, language: language, name: name) }
        }
    }

    private mutating func scan(_ text: String, path: String, language: String, name: String) {
        var scanner = TemplateScanner(text, path: path)
        scanner.scan()
        faults += scanner.faults
        files[language]?[name] = TemplateFile(path: path, language: language, tokens: scanner.tokens)
    }

    private mutating func text(of path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: directory + "/" + path) else {
            faults.append(TemplateFault(path, "cannot be read", mend: "let the service read it"))
            return nil
        }
        guard data.count <= Self.maximumBytes else {
            faults.append(TemplateFault(path, "is too large", mend: "\(Self.maximumBytes) bytes at most"))
            return nil
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            faults.append(TemplateFault(path, "is not UTF-8", mend: "save it as UTF-8"))
            return nil
        }
        let unmarked = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        return unmarked.utf8.contains(UInt8(ascii: "\r"))
            ? unmarked.replacing("\r\n", with: "\n").replacing("\r", with: "\n") : unmarked
    }

    private mutating func ignore(_ path: String, _ message: String, mend: String) {
        faults.append(TemplateFault(path, "\(message), and is not used", mend: mend, severity: .warning))
    }

    /// Lists a folder, sorted, without hidden entries: editors and mounted volumes leave such things behind.
    private static func entries(of folder: String) -> [String]? {
        (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { !$0.hasPrefix(".") }.sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
