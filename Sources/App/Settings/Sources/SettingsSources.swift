import Foundation

/// Everything that settings are read from, handed in.
public struct SettingsSources: Sendable {
    /// The environment.
    public var environment: [String: String]
    /// The text of `.env`; nil when there is no such file.
    public var dotEnvText: String?
    /// Reads a file that holds a setting, as UTF-8 text.
    public var readFile: @Sendable (String) throws(SettingsFileError) -> String

    /// Hands the sources in.
    public init(
        environment: [String: String], dotEnvText: String? = nil,
        readFile: @escaping @Sendable (String) throws(SettingsFileError) -> String = SettingsFiles.text
    ) {
        self.environment = environment
        self.dotEnvText = dotEnvText
        self.readFile = readFile
    }

    /// Takes the environment of this process and `.env` in its working directory.
    ///
    /// - Throws: ``SettingsFaults`` when there is a `.env` that cannot be read.
    public static func ofProcess() throws(SettingsFaults) -> SettingsSources {
        var text: String?
        do {
            text = try SettingsFiles.text(".env")
        } catch {
            guard error == .missing else {
                let fault = SettingNotice(
                    setting: ".env", message: "cannot be read (\(error.reason))", mend: "mend the file or move it away")
                throw SettingsFaults(faults: [fault], warnings: [])
            }
        }
        return SettingsSources(environment: ProcessInfo.processInfo.environment, dotEnvText: text)
    }
}

/// Why a file gave no text.
public enum SettingsFileError: Error, Sendable, Equatable, CaseIterable {
    case missing
    case notPermitted
    case notAFile
    case tooLarge
    case notText
    case unreadable

    /// The reason in a few words, without the path.
    var reason: String {
        switch self {
        case .missing: "there is no such file"
        case .notPermitted: "permission denied"
        case .notAFile: "it is no file"
        case .tooLarge: "it is larger than 64 KB"
        case .notText: "it is no UTF-8 text"
        case .unreadable: "reading failed"
        }
    }
}

/// The files of this machine.
public enum SettingsFiles {
    private static let limit = 65_536

    /// Reads a small text file.
    ///
    /// - Parameter path: Absolute, or relative to the working directory.
    /// - Returns: Its text, without a byte order mark.
    /// - Throws: ``SettingsFileError``.
    public static let text: @Sendable (String) throws(SettingsFileError) -> String = { path throws(SettingsFileError) in
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { throw .missing }
        guard !isDirectory.boolValue else { throw .notAFile }
        guard FileManager.default.isReadableFile(atPath: path) else { throw .notPermitted }
        let content: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            content = try file.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw .unreadable
        }
        guard content.count <= limit else { throw .tooLarge }
        guard let text = String(validating: content, as: UTF8.self) else { throw .notText }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
}
