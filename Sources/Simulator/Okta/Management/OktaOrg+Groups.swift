extension OktaOrg {
    /// The groups that a query asks for, in the order in which they were made.
    ///
    /// - Parameters:
    ///   - beginning: How the names begin.
    ///   - search: `profile.name eq "…"` or the like.
    /// - Returns: The groups.
    /// - Throws: E0000031 when the search is not understood.
    func groups(beginning: String?, search: String?) throws(OktaFailure) -> [OktaGroup] {
        var found = management.groups
        if let beginning {
            found = found.filter { $0.name.lowercased().hasPrefix(beginning.lowercased()) }
        }
        if let search {
            let expression = try OktaSearch(search, attributes: ["name", "description"])
            found = found.filter { group in
                var profile = ["name": group.name]
                profile["description"] = group.description
                return expression.matches(SimulatedUser(id: group.id, profile: profile))
            }
        }
        return found
    }

    func group(_ id: String) throws(OktaFailure) -> OktaGroup {
        guard let group = management.groups.first(where: { $0.id == id }) else {
            throw .notFound(id, "UserGroup")
        }
        return group
    }

    /// Makes a group, or changes one.
    func putGroup(_ id: String?, body: JSON) throws(OktaFailure) -> OktaGroup {
        guard let profile = body["profile"]?.object, let name = profile["name"]?.string, (1...255).contains(name.count)
        else { throw .validation("name", "The field cannot be left blank") }
        if management.groups.contains(where: { $0.id != id && $0.name == name }) { throw .taken("name") }
        var group = OktaGroup(id: id ?? freshID("00g"), name: name)
        if let id {
            group = try self.group(id)
            guard !group.isBuiltIn else { throw .noPermission }
            group.name = name
        }
        group.description = profile["description"]?.string
        management.groups.removeAll { $0.id == group.id }
        management.groups.append(group)
        return group
    }

    func deleteGroup(_ id: String) throws(OktaFailure) {
        guard try !group(id).isBuiltIn else { throw .noPermission }
        management.groups.removeAll { $0.id == id }
    }

    /// Adds a user to a group or takes them out.
    func setMember(_ userID: String, of groupID: String, isMember: Bool) throws(OktaFailure) {
        var group = try group(groupID)
        let user = try user(userID)
        guard !group.isBuiltIn else { throw .noPermission }
        group.members.removeAll { $0 == user.id }
        if isMember { group.members.append(user.id) }
        if let place = management.groups.firstIndex(where: { $0.id == groupID }) { management.groups[place] = group }
    }

    /// The members of a group.
    func members(of groupID: String) throws(OktaFailure) -> [SimulatedUser] {
        let group = try group(groupID)
        return group.isBuiltIn ? users : users.filter { group.members.contains($0.id) }
    }

    func groups(of userID: String) throws(OktaFailure) -> [OktaGroup] {
        let user = try user(userID)
        return management.groups.filter { $0.isBuiltIn || $0.members.contains(user.id) }
    }
}
