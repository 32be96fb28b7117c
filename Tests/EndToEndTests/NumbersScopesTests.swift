import Simulator
import Testing

/// What `numbers` asks of Okta's service app, through the built program.
@Suite("What numbers may do at Okta, through the built program", .serialized, .timeLimit(.minutes(3)))
struct NumbersScopesTests {
    /// The key of RFC 7515, A.3: an example, and no secret.
    private static let publicKey = """
        "kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        """
    private static let privateKey = #"{\#(publicKey),"d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#

    /// Lets the program in as a service app.
    private func admit(_ scopes: Set<String>, to town: Town) async {
        let app = OktaServiceApp(clientID: "0oanumbers", keys: ["{\(Self.publicKey)}"], scopes: scopes)
        await town.simulation.put(app)
        town.set("OKTA_API_TOKEN", "")
        town.set("OKTA_CLIENT_ID", app.clientID)
        town.set("OKTA_KEY_ID", "example")
        town.set("OKTA_PRIVATE_KEY", Self.privateKey)
    }

    @Test(
        "Looking needs to read users and no more; changing needs to manage them",
        arguments: [
            (["numbers", "plan"], true), (["numbers", "list"], true), (["numbers", "apply", "--yes"], false),
            (["numbers", "release", Company.ada, "--yes"], false),
        ])
    func scopes(command: [String], isReading: Bool) async throws {
        try await inTown { town in
            await admit(["okta.users.read"], to: town)
            let reading = try await town.run(command)
            #expect(reading.code == (isReading ? 0 : 1), "\(reading.output)")
            #expect(
                reading.output.contains("grant okta.users.read, okta.users.manage") != isReading, "\(reading.output)")
            #expect(await town.simulation.purchaseCount == 0)
            await admit(["okta.users.read", "okta.users.manage"], to: town)
            let changing = try await town.run(command)
            #expect(changing.code == 0, "\(changing.output)")
        }
    }
}
