import Foundation

/// How many files and connections the process may have open at a time, and how they are shared.
struct Descriptors: Equatable {
    /// The limit.
    let all: Int

    /// More are not asked for: what is let in at a time is bounded by memory, too.
    private static let wanted: rlim_t = 16_384
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    /// Raises the limit as far as the system lets the process do it itself, up to what is of use.
    ///
    /// The limit that shells and systemd begin with, 1024, is for programs that cannot count further (`select`).
    ///
    /// - Returns: What may be open from now on.
    static func raised() -> Descriptors {
        var limit = rlimit()
        guard getrlimit(Self.resource, &limit) == 0 else { return Descriptors(all: 1024) }
        let aim = min(limit.rlim_max, wanted)
        if limit.rlim_cur < aim {
            var more = rlimit(rlim_cur: aim, rlim_max: limit.rlim_max)
            if setrlimit(Self.resource, &more) == 0 { limit.rlim_cur = aim }
        }
        return Descriptors(all: Int(min(limit.rlim_cur, wanted)))
    }

    /// Connections to the admin side.
    var admin: Int { max(4, min(64, all / 16)) }

    /// Connections to the public side, half of all.
    ///
    /// Each may need one to a vendor, and the database needs some. One costs about 45 kB.
    var front: Int { max(8, min(4096, all / 2 - admin)) }
}
