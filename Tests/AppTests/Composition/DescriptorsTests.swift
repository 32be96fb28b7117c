import Testing

@testable import App

@Suite("Descriptors")
struct DescriptorsTests {
    @Test(
        "Connections leave room for those to vendors and for files",
        arguments: [(64, 4, 28), (256, 16, 112), (1024, 64, 448), (4096, 64, 1984), (16_384, 64, 4096)])
    func shares(all: Int, admin: Int, front: Int) {
        let descriptors = Descriptors(all: all)
        #expect(descriptors.admin == admin)
        #expect(descriptors.front == front)
        #expect(descriptors.admin + descriptors.front <= all / 2)
    }

    @Test("The limit is raised as far as the process may")
    func raised() {
        let first = Descriptors.raised()
        #expect(first.all > 0)
        #expect(Descriptors.raised() == first)
    }
}
