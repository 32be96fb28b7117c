import Foundation
import Hummingbird
import Testing
import Web

@testable import App

/// The files in `docs/operations` and the `Dockerfile`, compared with what the program does.
@Suite("Manifests") struct ManifestTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private let documents: [YAML]
    private let pod: YAML
    private let container: YAML

    init() throws {
        documents = try YAML.documents(Self.text("docs/operations/kubernetes/voicegate.yaml"))
        let deployment = try #require(documents.first { $0["kind"]?.text == "Deployment" })
        pod = try #require(deployment["spec", "template", "spec"])
        container = try #require(pod["containers", "0"])
    }

    private func documents(_ kind: String) -> [YAML] { documents.filter { $0["kind"]?.text == kind } }

    @Test func `Every document says what it is and has a name, in the versions that Kubernetes serves`() {
        let versions = [
            "ConfigMap": "v1", "Service": "v1", "Deployment": "apps/v1", "PodDisruptionBudget": "policy/v1",
        ]
        #expect(documents.count == 5)
        for document in documents {
            #expect(document["metadata", "name"]?.text?.isEmpty == false)
            #expect(document["apiVersion"]?.text == versions[document["kind"]?.text ?? ""])
        }
    }

    @Test func `Whatever selects the pods selects them by a label that they have`() throws {
        let deployment = try #require(documents("Deployment").first)
        let labels = try #require(deployment["spec", "template", "metadata", "labels"])
        #expect(deployment["spec", "selector", "matchLabels"] == labels)
        #expect(documents("PodDisruptionBudget").allSatisfy { $0["spec", "selector", "matchLabels"] == labels })
        #expect(documents("Service").allSatisfy { $0["spec", "selector"] == labels })
    }

    @Test func `Services and probes name ports that there are, and the ports are those of the settings`() throws {
        let ports = try #require(container["ports"]).items
        let names = Set(ports.compactMap { $0["name"]?.text })
        for service in documents("Service") {
            for port in service["spec", "ports"]?.items ?? [] {
                #expect(names.contains(port["targetPort"]?.text ?? ""))
            }
        }
        let settings = try #require(documents("ConfigMap").first?["data"])
        #expect(ports.first { $0["name"]?.text == "http" }?["containerPort"] == settings["PORT"])
        #expect(ports.first { $0["name"]?.text == "admin" }?["containerPort"] == settings["ADMIN_PORT"])
        for kind in ["livenessProbe", "readinessProbe", "startupProbe"] {
            #expect(names.contains(container[kind, "httpGet", "port"]?.text ?? ""), "\(kind)")
        }
    }

    @Test(arguments: ["livenessProbe": "/health", "readinessProbe": "/ready", "startupProbe": "/health"])
    func `A probe asks for what the admin side answers`(kind: String, path: String) {
        let router = Router(context: AppContext.self)
        OperationsController(checks: [], drain: DrainFlag(), keySet: "", metrics: { "" }).addAdminRoutes(to: router)
        #expect(container[kind, "httpGet", "path"]?.text == path)
        #expect(router.routes.contains { $0.path.description == path && $0.method == .get })
    }

    @Test func `Settings are known ones, and no secret stands in the map`() throws {
        let settings = try #require(documents("ConfigMap").first?["data"]).values
        for (name, value) in settings {
            let known = SettingsCatalogue.all.first { $0.name == name }
            #expect(known != nil, "\(name)")
            #expect(known?.isSecret == false, "\(name)")
            #expect(value.text?.isEmpty == false, "\(name)")
        }
    }

    @Test func `A pod is given longer to end than the service takes`() throws {
        let grace = try #require(pod["terminationGracePeriodSeconds"]?.number)
        let pause = try #require(container["lifecycle", "preStop", "sleep", "seconds"]?.number)
        #expect(.seconds(grace - pause) > VoicegateService.drainLimit + .seconds(2))
    }

    @Test func `It runs as the image's user, on a root that it cannot write`() throws {
        let image = try Self.text("Dockerfile")
        let user = try #require(image.firstMatch(of: /--uid (\d+)/)).output.1
        #expect(pod["securityContext", "runAsUser"]?.text == String(user))
        #expect(pod["securityContext", "runAsNonRoot"]?.text == "true")
        #expect(container["securityContext", "readOnlyRootFilesystem"]?.text == "true")
        #expect(container["securityContext", "allowPrivilegeEscalation"]?.text == "false")
        #expect(image.contains("\nUSER voicegate\n") && image.contains("\nENTRYPOINT [\"voicegate\"]\n"))
        #expect(container["args"] == .sequence([.scalar("serve")]))
    }

    @Test func `Every alert has an expression, a severity, and says what to do`() throws {
        let rules = try YAML.documents(Self.text("docs/operations/prometheus-alerts.yml"))
        let alerts = try #require(rules.first?["groups", "0", "rules"]).items
        #expect(alerts.count >= 10)
        for alert in alerts {
            #expect(alert["alert"]?.text?.hasPrefix("Voicegate") == true)
            for path in ["summary", "action"] {
                #expect(alert["annotations", path]?.text?.isEmpty == false, "\(alert)")
            }
            #expect(["page", "ticket"].contains(alert["labels", "severity"]?.text))
            let expression = try #require(alert["expr"]?.text)
            #expect(expression.count { $0 == "(" } == expression.count { $0 == ")" }, "\(expression)")
        }
    }

    @Test(arguments: ["a: b: c", "a: 1\na: 2", "a:\n  - x\n b: 1", "a: {b: 1", "a: \"x", "a: *b", "a: !x y", "word"])
    func `What is no YAML that we read is refused`(text: String) {
        #expect(throws: YAML.Fault.self) { try YAML.documents(text) }
    }

    @Test func `YAML is read as it is meant`() throws {
        let text = """
            # first
            a: 1   # one
            b:
              - { c: "x # y", d: [1, {e: 2}] }
              - f: g
                h: >
                  two
                  lines
            i:
            - j
            ---
            k: "{{ $labels.x }}; y"
            """
        let read = try YAML.documents(text)
        #expect(read.count == 2)
        #expect(read[0]["b", "0", "d", "1", "e"]?.number == 2 && read[0]["b", "0", "c"]?.text == "x # y")
        #expect(read[0]["b", "1", "h"]?.text == "two lines" && read[0]["i", "0"]?.text == "j")
        #expect(read[1]["k"]?.text == "{{ $labels.x }}; y")
    }
}
