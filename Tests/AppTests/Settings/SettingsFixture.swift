import Testing

@testable import App

/// Loads settings from nothing but what a test hands in.
enum SettingsFixture {
    /// The key of RFC 7515, A.3: an example, and no secret.
    static let jwk = """
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
        """

    /// As much as `serve` needs.
    static let essentials = [
        "PUBLIC_URL": "https://ivr.example.com",
        "OKTA_ORG_URL": "https://acme.okta.com",
        "OKTA_API_TOKEN": "00token",
        "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
        "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
    ]

    static func inspect(
        _ environment: [String: String] = [:], dotEnv: String? = nil, files: [String: String] = [:],
        for need: Need = .nothing
    ) -> SettingsInspection {
        SettingsLoader.inspect(sources(environment, dotEnv: dotEnv, files: files), for: need)
    }

    /// The settings; fails the test when something is wrong with them.
    static func load(
        _ environment: [String: String] = [:], dotEnv: String? = nil, files: [String: String] = [:],
        for need: Need = .nothing
    ) throws -> Settings {
        try SettingsLoader.load(from: sources(environment, dotEnv: dotEnv, files: files), for: need).get().settings
    }

    /// The faults as a user reads them.
    static func faults(
        _ environment: [String: String] = [:], dotEnv: String? = nil, files: [String: String] = [:],
        for need: Need = .nothing
    ) -> [String] {
        inspect(environment, dotEnv: dotEnv, files: files, for: need).faults.map(\.description)
    }

    static func sources(
        _ environment: [String: String], dotEnv: String? = nil, files: [String: String] = [:]
    ) -> SettingsSources {
        SettingsSources(environment: environment, dotEnvText: dotEnv) { path throws(SettingsFileError) in
            guard let text = files[path] else { throw .missing }
            return text
        }
    }
}
