/// Calls the macro `$then` with the names of all commands that the page of the window may call.
///
/// This list has three uses. The program registers the commands, the build script permits them, and `cargo xtask
/// bindings` writes them as a TypeScript type.
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            ready
            alive
            keep_place
            came_back
            overview
            list
            nothing_found
            facets
            complete
            complete_value
            read_query
            edit_query
            searches
            change_searches
            conversation
            body
            headers
            source_text
            set_star
            set_tag
            rename_tag
            link_target
            open_link
            add_files
            add_folder
            add_sample
            find_mailboxes
            add_found
            imports
            look_for_deleted
            pause_import
            resume_import
            cancel_import
            continue_import
            close_window
            remove_source
            preview_attachment
            preview_page
            open_attachment
            save_attachment
            save_attachment_as
            save_all_attachments
            show_saved
            answer_message
            save_message_as
            set_zoom
            export_plan
            export_preview
            choose_target
            export_run
            cancel_export
            open_export
            show_export
            print_messages
        }
    };
}
