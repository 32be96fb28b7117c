import App
import ArgumentParser
import Foundation

/// Settings as commands use them: what is wrong is printed, and the exit code is 78.
enum Configuration {
    /// Loads the settings of this process.
    static func load(for need: Need) throws -> LoadedSettings {
        try take(SettingsLoader.load(from: try sources(), for: need))
    }

    /// Where the settings of this process come from.
    static func sources() throws -> SettingsSources {
        do {
            return try SettingsSources.ofProcess()
        } catch {
            throw complain(error)
        }
    }

    /// Takes loaded settings, and prints what was noticed about them.
    static func take(_ result: Result<LoadedSettings, SettingsFaults>) throws -> LoadedSettings {
        switch result {
        case .failure(let faults): throw complain(faults)
        case .success(let loaded):
            for warning in loaded.warnings { Terminal.complain("voicegate: warning: \(warning)") }
            return loaded
        }
    }

    /// Runs something that a wrong setting, or a taken port, can stop.
    static func orExit<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let fault as StartFault {
            for line in fault.lines { Terminal.complain("voicegate: \(line)") }
            throw fault.isSetting ? ExitCode.configuration : ExitCode.failure
        }
    }

    private static func complain(_ faults: SettingsFaults) -> ExitCode {
        for warning in faults.warnings { Terminal.complain("voicegate: warning: \(warning)") }
        for fault in faults.faults { Terminal.complain("voicegate: \(fault)") }
        return .configuration
    }
}
