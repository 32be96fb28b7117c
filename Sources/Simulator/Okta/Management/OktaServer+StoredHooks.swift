import Hummingbird

extension OktaServer {
    /// Adds what inline hooks and event hooks have in common.
    func addHooks(_ kind: OktaStoredHook.Kind, to router: Router<SimulatorContext>) {
        let base = "api/v1/\(kind.path)"
        router.get("\(base)") { request, _ in
            let query = FormEncoding.decode(request.rawQuery ?? "") ?? []
            let url = await org.url
            let found = await org.hooks(kind).filter { hook in query["type"].map { hook.type == $0 } ?? true }
            return Response.json(.array(found.map { $0.body(orgURL: url) }))
        }
        router.post("\(base)") { request, _ in
            let hook = try await org.addHook(kind, body: try await object(request))
            return Response.json(hook.body(orgURL: await org.url))
        }
        router.get("\(base)/:hook") { _, context in
            Response.json(try await org.hook(kind, context.part("hook")).body(orgURL: await org.url))
        }
        router.put("\(base)/:hook") { request, context in
            let hook = try await org.changeHook(
                kind, context.part("hook"), body: try await object(request), isPartial: false)
            return Response.json(hook.body(orgURL: await org.url))
        }
        router.delete("\(base)/:hook") { _, context in
            try await org.deleteHook(kind, context.part("hook"))
            return Response(status: .noContent)
        }
        for (word, isActive) in [("activate", true), ("deactivate", false)] {
            router.post("\(base)/:hook/lifecycle/\(word)") { _, context in
                let hook = try await org.setHook(kind, context.part("hook"), isActive: isActive)
                return Response.json(hook.body(orgURL: await org.url))
            }
        }
    }

    /// Adds what only inline hooks have.
    func addInlineHookExtras(to router: Router<SimulatorContext>) {
        router.post("api/v1/inlineHooks/:hook") { request, context in
            let hook = try await org.changeHook(
                .inline, context.part("hook"), body: try await object(request), isPartial: true)
            return Response.json(hook.body(orgURL: await org.url))
        }
        router.post("api/v1/inlineHooks/:hook/execute") { request, context in
            let payload = try await object(request)
            let hook = try await org.hook(.inline, context.part("hook"))
            guard hook.isActive else { throw OktaFailure.validation("status", "The hook is not active") }
            guard let hooks else { throw OktaFailure.injected(status: 500, code: nil) }
            return Response.json(try await hooks.execute(hook, payload: payload))
        }
    }

    /// Adds the keys with which Okta proves itself where hooks fetch tokens.
    func addHookKeys(of issuer: OktaIssuer, to router: Router<SimulatorContext>) {
        router.get("api/v1/hook-keys") { _, _ in Response.json(.array(await issuer.hookKeys.map(\.body))) }
        router.post("api/v1/hook-keys") { request, _ in
            let name = try await object(request)["name"]?.string
            return Response.json(try await issuer.addHookKey(name: name).body)
        }
        router.get("api/v1/hook-keys/:key") { _, context in
            let id = context.part("key")
            guard let key = await issuer.hookKeys.first(where: { $0.id == id }) else {
                throw OktaFailure.notFound(id, "HookKey")
            }
            return Response.json(key.body)
        }
        router.get("api/v1/hook-keys/public/:key") { _, context in
            let id = context.part("key")
            guard let key = await issuer.hookKeys.first(where: { $0.keyID == id }) else {
                throw OktaFailure.notFound(id, "HookKey")
            }
            return Response.json(key.publicKey)
        }
    }

    /// Adds what only event hooks have.
    func addEventHookExtras(to router: Router<SimulatorContext>) {
        router.post("api/v1/eventHooks/:hook/lifecycle/verify") { _, context in
            let hook = try await org.hook(.event, context.part("hook"))
            guard let hooks else { throw OktaFailure.injected(status: 500, code: nil) }
            guard try await hooks.verify(hook, challenge: await org.freshID("challenge-")) else {
                throw OktaFailure.validation("eventHook", "The endpoint did not give the verification challenge back")
            }
            return Response.json(try await org.setVerified(hook.id).body(orgURL: await org.url))
        }
    }
}

extension OktaOrg {
    /// Changes the schema.
    ///
    /// - Returns: The whole schema as it is now.
    func changeSchema(_ body: JSON) throws(OktaFailure) -> JSON {
        try management.schema.apply(body)
        return management.schema.body(orgURL: url)
    }
}
