import Delivery
import Store
import Web

extension VoicegateService {
    /// Where delivery keeps its state.
    ///
    /// In this process for now: a restart forgets which events were answered, and instances do not share them.
    static func hookStores(_ store: SQLStore) -> HookStores {
        HookStores(
            deliveries: MemoryDeliveryLog(), ledger: MemorySendLedger(), breakers: MemoryBreakerStore(),
            outbox: MemoryOutbox())
    }
}
