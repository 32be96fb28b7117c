import HTTPTypes
import Hummingbird

extension OktaServer {
    /// Adds what admins set up.
    func addManagement(to router: Router<SimulatorContext>) {
        addOrganization(to: router)
        addGroups(to: router)
        addPolicies(to: router)
        addAuthenticators(to: router)
        addHooks(.inline, to: router)
        addHooks(.event, to: router)
        addInlineHookExtras(to: router)
        addEventHookExtras(to: router)
        if let issuer { addHookKeys(of: issuer, to: router) }
    }

    /// The body of a request, which must be an object.
    func object(_ request: Request) async throws -> JSON {
        guard let body = JSON(try await request.bytes()), body.object != nil else { throw OktaFailure.malformedBody }
        return body
    }

    private func addOrganization(to router: Router<SimulatorContext>) {
        router.get("api/v1/org") { _, _ in
            Response.json([
                "id": "00osim00000000000001", "subdomain": "simulated", "companyName": "Simulated company",
                "status": "ACTIVE", "website": nil,
            ])
        }
        // Whose token it is: that of an admin, for a token of the org; an app is no user.
        router.get("api/v1/users/me") { request, _ in
            guard request.headers[.authorization]?.hasPrefix("SSWS") == true else {
                throw OktaFailure.notFound("me", "User")
            }
            let admin = SimulatedUser(
                id: "00usimadmin000000001",
                profile: [
                    "login": "admin@example.com", "email": "admin@example.com", "firstName": "Org",
                    "lastName": "Admin",
                ])
            return Response.json(OktaRendering.user(admin, orgURL: await org.url))
        }
        router.get("api/v1/meta/schemas/user/default") { _, _ in
            Response.json(await org.management.schema.body(orgURL: await org.url))
        }
        router.post("api/v1/meta/schemas/user/default") { request, _ in
            Response.json(try await org.changeSchema(try await object(request)))
        }
    }

    // MARK: Groups

    private func addGroups(to router: Router<SimulatorContext>) {
        router.get("api/v1/groups") { request, _ in try await listGroups(request) }
        router.post("api/v1/groups") { request, _ in
            let group = try await org.putGroup(nil, body: try await object(request))
            return Response.json(body(of: group, await org.url))
        }
        router.get("api/v1/groups/:group") { _, context in
            Response.json(body(of: try await org.group(context.part("group")), await org.url))
        }
        router.put("api/v1/groups/:group") { request, context in
            let group = try await org.putGroup(context.part("group"), body: try await object(request))
            return Response.json(body(of: group, await org.url))
        }
        router.delete("api/v1/groups/:group") { _, context in
            try await org.deleteGroup(context.part("group"))
            return Response(status: .noContent)
        }
        router.get("api/v1/groups/:group/users") { request, context in
            let path = "/api/v1/groups/\(context.part("group"))/users"
            let url = await org.url
            let members = try await org.members(of: context.part("group"))
            return try page(members, request, path: path, url: url, usual: 1000, id: \.id) {
                OktaRendering.user($0, orgURL: url)
            }
        }
        router.put("api/v1/groups/:group/users/:user") { _, context in
            try await org.setMember(context.part("user"), of: context.part("group"), isMember: true)
            return Response(status: .noContent)
        }
        router.delete("api/v1/groups/:group/users/:user") { _, context in
            try await org.setMember(context.part("user"), of: context.part("group"), isMember: false)
            return Response(status: .noContent)
        }
        router.get("api/v1/users/:user/groups") { _, context in
            let url = await org.url
            return Response.json(
                .array(try await org.groups(of: context.part("user")).map { body(of: $0, url) }))
        }
    }

    private func listGroups(_ request: Request) async throws -> Response {
        let query = FormEncoding.decode(request.rawQuery ?? "") ?? []
        let url = await org.url
        let found = try await org.groups(beginning: query["q"], search: query["search"])
        return try page(found, request, path: "/api/v1/groups", url: url, usual: 10_000, id: \.id) {
            body(of: $0, url)
        }
    }

    private func body(of group: OktaGroup, _ url: String) -> JSON {
        let path = "\(url)/api/v1/groups/\(group.id)"
        return [
            "id": .string(group.id), "created": "2025-01-01T00:00:00.000Z",
            "lastUpdated": "2025-01-01T00:00:00.000Z", "lastMembershipUpdated": "2025-01-01T00:00:00.000Z",
            "objectClass": ["okta:user_group"], "type": group.isBuiltIn ? "BUILT_IN" : "OKTA_GROUP",
            "profile": ["name": .string(group.name), "description": .optional(group.description)],
            "_links": ["users": ["href": .string("\(path)/users")]],
        ]
    }

    /// A page of a list, with the links to itself and to the next one.
    private func page<Item>(
        _ items: [Item], _ request: Request, path: String, url: String, usual: Int, id: KeyPath<Item, String>,
        body: (Item) -> JSON
    ) throws -> Response {
        let query = FormEncoding.decode(request.rawQuery ?? "") ?? []
        let limit = query["limit"].map { Int($0) } ?? usual
        guard let limit, limit > 0 else { throw OktaFailure.validation("limit", "must be a positive integer") }
        var rest = items[...]
        if let after = query["after"] {
            rest = items.firstIndex { $0[keyPath: id] == after }.map { items[($0 + 1)...] } ?? []
        }
        let page = Array(rest.prefix(min(limit, usual)))
        var headers = HTTPFields()
        func link(_ query: [FormField], _ relation: String) {
            guard let name = HTTPField.Name("Link") else { return }
            let tail = query.isEmpty ? "" : "?\(FormEncoding.encode(query))"
            headers.append(HTTPField(name: name, value: "<\(url)\(path)\(tail)>; rel=\"\(relation)\""))
        }
        link(query, "self")
        if rest.count > page.count, let last = page.last {
            link(query.filter { $0.name != "after" } + [FormField("after", last[keyPath: id])], "next")
        }
        return .json(.array(page.map(body)), headers: headers)
    }

    // MARK: Policies

    private func addPolicies(to router: Router<SimulatorContext>) {
        router.get("api/v1/policies") { request, _ in
            let query = FormEncoding.decode(request.rawQuery ?? "") ?? []
            let url = await org.url
            return Response.json(.array(try await org.policies(of: query["type"]).map { $0.body(orgURL: url) }))
        }
        router.post("api/v1/policies") { request, _ in
            let query = FormEncoding.decode(request.rawQuery ?? "") ?? []
            let policy = try await org.putPolicy(
                nil, body: try await object(request), isActive: query["activate"] != "false")
            return Response.json(policy.body(orgURL: await org.url))
        }
        router.get("api/v1/policies/:policy") { _, context in
            Response.json(try await org.policy(context.part("policy")).body(orgURL: await org.url))
        }
        router.put("api/v1/policies/:policy") { request, context in
            let policy = try await org.putPolicy(
                context.part("policy"), body: try await object(request), isActive: true)
            return Response.json(policy.body(orgURL: await org.url))
        }
        router.delete("api/v1/policies/:policy") { _, context in
            try await org.deletePolicy(context.part("policy"))
            return Response(status: .noContent)
        }
        for (word, isActive) in [("activate", true), ("deactivate", false)] {
            router.post("api/v1/policies/:policy/lifecycle/\(word)") { _, context in
                try await org.setPolicy(context.part("policy"), isActive: isActive)
                return Response(status: .noContent)
            }
            router.post("api/v1/policies/:policy/rules/:rule/lifecycle/\(word)") { _, context in
                try await org.setRule(context.part("rule"), of: context.part("policy"), isActive: isActive)
                return Response(status: .noContent)
            }
        }
        addRules(to: router)
    }

    private func addRules(to router: Router<SimulatorContext>) {
        router.get("api/v1/policies/:policy/rules") { _, context in
            let policy = try await org.policy(context.part("policy"))
            return Response.json(.array(policy.rules.map { policy.body(of: $0) }))
        }
        router.post("api/v1/policies/:policy/rules") { request, context in
            Response.json(
                try await org.putRule(nil, of: context.part("policy"), body: try await object(request)))
        }
        router.get("api/v1/policies/:policy/rules/:rule") { _, context in
            Response.json(try await org.rule(context.part("rule"), of: context.part("policy")))
        }
        router.put("api/v1/policies/:policy/rules/:rule") { request, context in
            Response.json(
                try await org.putRule(
                    context.part("rule"), of: context.part("policy"), body: try await object(request)))
        }
        router.delete("api/v1/policies/:policy/rules/:rule") { _, context in
            try await org.deleteRule(context.part("rule"), of: context.part("policy"))
            return Response(status: .noContent)
        }
    }

    // MARK: Authenticators and factors

    private func addAuthenticators(to router: Router<SimulatorContext>) {
        router.get("api/v1/authenticators") { _, _ in
            Response.json(.array(try await org.authenticators().map(body)))
        }
        router.get("api/v1/org/factors") { _, _ in
            Response.json(.array(try await org.orgFactors().map { factor($0.name, $0.isActive) }))
        }
        for (word, isActive) in [("activate", true), ("deactivate", false)] {
            router.post("api/v1/authenticators/:authenticator/lifecycle/\(word)") { _, context in
                Response.json(
                    body(of: try await org.setAuthenticator(context.part("authenticator"), isActive: isActive)))
            }
            router.post("api/v1/org/factors/:factor/lifecycle/\(word)") { _, context in
                try await org.setOrgFactor(context.part("factor"), isActive: isActive)
                return Response.json(factor(context.part("factor"), isActive))
            }
        }
    }

    private func body(of authenticator: OktaAuthenticator) -> JSON {
        [
            "id": .string(authenticator.id), "key": .string(authenticator.key), "name": .string(authenticator.name),
            "type": .string(authenticator.type), "status": authenticator.isActive ? "ACTIVE" : "INACTIVE",
            "created": "2025-01-01T00:00:00.000Z", "lastUpdated": "2025-01-01T00:00:00.000Z",
        ]
    }

    private func factor(_ name: String, _ isActive: Bool) -> JSON {
        [
            "id": .string(name), "provider": .string(name.hasPrefix("google") ? "GOOGLE" : "OKTA"),
            "status": isActive ? "ACTIVE" : "INACTIVE",
            "factorType": .string(
                name == "google_otp" || name == "okta_otp" ? "token:software:totp" : String(name.dropFirst(5))),
        ]
    }
}
