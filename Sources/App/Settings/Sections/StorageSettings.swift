/// Where state is kept and how it is sealed.
public struct StorageSettings: Sendable {
    /// The database.
    public let database: DatabaseAddress
    /// 32 bytes that encrypt codes and pseudonymise numbers at rest; nil to have them made beside an SQLite database.
    public let dataKey: Secret<[UInt8]>?

    init(database: DatabaseAddress, dataKey: Secret<[UInt8]>?) {
        self.database = database
        self.dataKey = dataKey
    }

    init(from reader: inout SettingsReader) {
        database = reader.value(Keys.database)
        dataKey = reader.value(Keys.dataKey)
        if case .postgres = database, !reader.isGiven(Keys.dataKey.description) {
            reader.fault(
                Keys.dataKey.description, "is missing, while DATABASE_URL names PostgreSQL",
                mend: "make one for all instances with: openssl rand -base64 32")
        }
    }
}

extension StorageSettings {
    enum Keys {
        static let database = Setting(
            "DATABASE_URL", .database, default: DatabaseAddress.sqlite(path: "voicegate.db"),
            written: "sqlite:voicegate.db", example: "sqlite:/var/lib/voicegate/voicegate.db",
            """
            `sqlite:PATH`, or `postgres://user:password@host:port/name?sslmode=…` for several instances. It counts as a \
            secret, since it may hold a password.
            """)
        static let dataKey = OptionalSetting(
            "DATA_KEY", .dataKey, absence: "made on first start, kept beside the SQLite database",
            example: "'<the text that openssl rand -base64 32 prints>'",
            "32 bytes, base64, that encrypt codes and pseudonymise phone numbers at rest. Required with PostgreSQL.")
    }

    static let section = SettingSection(
        title: "Database",
        introduction: "A call's state outlives a restart. Whoever loses the data key loses what it sealed.",
        settings: [Keys.database.description, Keys.dataKey.description])
}
