import App
import ArgumentParser
import Foundation
import Logging
import Simulator

/// Runs the whole system on this machine.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Runs the service beside a simulated Okta and Twilio, with nothing to sign up for.",
        discussion: """
            Without --call it prints the addresses of the web phone and the console, and lines that you type are keys \
            of a telephone. With --call it places one scripted call, prints its transcript, and exits 0 if the caller \
            got through.
            """)

    @Option(help: "Place one scripted call with this factor: sms, push or totp.")
    var call: ScriptedCall.Factor?

    @Option(
        help: """
            The port of the web phone; the next ones are the simulator's servers. 0: free ports. \
            (default: 9400; with --call: 0)
            """)
    var port: Int?

    func validate() throws {
        if let port { try SimulatorPort.validate(port) }
    }

    func run() async throws {
        let world = try await DemoWorld.start(port: port ?? (call == nil ? 9400 : 0))
        let isThrough: Bool
        if let call {
            isThrough = await ScriptedCall(factor: call).run(in: world.simulation)
        } else {
            try await DemoTelephone(world: world).run()
            isThrough = true
        }
        await world.stop()
        if !isThrough { throw ExitCode.failure }
    }
}
