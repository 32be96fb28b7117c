import Foundation

/// A part of the program or of a library as it lies in memory, to be run and never written.
struct CodeMapping: Equatable {
    let start: UInt
    let end: UInt

    /// What is mapped now; nothing where there is no `/proc`.
    static func all() -> [CodeMapping] {
        // Read to its end: such a file comes a page at a time, and has no size.
        guard let file = FileHandle(forReadingAtPath: "/proc/self/maps"), let text = try? file.readToEnd() else {
            return []
        }
        return String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap(CodeMapping.init)
    }

    /// Reads a line of `/proc/self/maps` (https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html).
    ///
    /// - Returns: nil for what is no code of a file: data may hold what was written since, and would be lost.
    init?(_ line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        guard parts.count == 6, parts[1] == "r-xp", parts[4] != "0", parts[5].first(where: { $0 != " " }) == "/"
        else { return nil }
        let ends = parts[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        (start, end) = (ends[0], ends[1])
    }

    /// Takes it out of this process's memory; what is run again is mapped again.
    func letGo() {
        #if canImport(Glibc)
            madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
        #endif
    }
}
