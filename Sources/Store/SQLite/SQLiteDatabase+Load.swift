extension SQLiteDatabase {
    /// One connection writes; those that read are GRDB's own matter, and are not counted.
    var load: DatabaseLoad {
        let waiting = writer.queueLength
        return DatabaseLoad(connections: 1, inUse: waiting > 0 ? 1 : 0, waiting: waiting)
    }
}
