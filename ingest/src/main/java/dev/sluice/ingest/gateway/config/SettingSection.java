package dev.sluice.ingest.gateway.config;

import java.util.List;

/**
 * Keys that stand together: a record.
 *
 * @param path empty for the root
 * @param nodes one for each component of the record, in their order
 */
record SettingSection(String path, Class<? extends Record> type, List<SchemaNode> nodes)
    implements SchemaNode {}
