/**
 * Every call that the proxy may make with a corp's access_token, by group, below `/cgi-bin/`.
 *
 * What is not here is denied (threat F2). Left out on purpose: everything under `service/` and `license/` (tokens of
 * the provider, purchases), `gettoken` and `corpgroup/corp/gettoken` (they mint tokens), `get_jsapi_ticket` and
 * `ticket/get` (the portal hands tickets out itself), `msgaudit/` (another secret). Adding a call is one word here.
 */
// biome-ignore format: a table reads best with one folder per line
export const PROXY_PATHS: Readonly<Record<string, string>> = {
  // Members, departments, tags: WeCom documents 90193 ff.
  "user": "get simplelist list list_id getuserid get_userid_by_email create update delete batchdelete convert_to_openid convert_to_userid getuserinfo getuserdetail get_join_qrcode get_active_stat list_member_auth check_member_auth list_selected_ticket_user get_mobile_hashcode authsucc tfa_succ",
  "auth": "getuserinfo getuserdetail get_tfa_info",
  "department": "get list simplelist create update delete",
  "tag": "get list create update delete addtagusers deltagusers",
  "batch": "invite syncuser replaceuser replaceparty getresult openuserid_to_userid userid_to_openuserid",
  "export": "simple_user user department taguser get_result",
  "linkedcorp/agent": "get_perm_list",
  "linkedcorp/user": "get simplelist list",
  "linkedcorp/department": "list",
  "linkedcorp/message": "send",
  "idconvert": "external_tagid convert_tmp_external_userid unionid_to_external_userid batch/external_userid_to_pending_id open_kfid",
  "corpgroup": "unionid_to_external_userid unionid_to_pending_id import_chain_contact getresult get_result",
  "corpgroup/corp": "list_app_share_info get_chain_list get_chain_group get_chain_corpinfo_list get_chain_corpinfo get_chain_user_custom_id remove_corp",
  "corpgroup/batch": "external_userid_to_pending_id",
  "corpgroup/rule": "list_ids get_rule_info add_rule modify_rule delete_rule",
  // The app itself.
  "agent": "get list set get_permissions get_admin_list set_workbench_template get_workbench_template set_workbench_data batch_set_workbench_data",
  "menu": "create get delete",
  // Messages, group chats, media.
  "message": "send recall update_template_card update_taskcard get_statistics",
  "appchat": "create update get send",
  "media": "upload uploadimg get get/jssdk upload_by_url get_upload_by_url_result upload_attachment",
  // Customers.
  "externalcontact": "list get batch/get_by_user remark get_follow_user_list add_contact_way get_contact_way list_contact_way update_contact_way del_contact_way close_temp_chat get_corp_tag_list add_corp_tag edit_corp_tag del_corp_tag get_strategy_tag_list add_strategy_tag edit_strategy_tag del_strategy_tag mark_tag transfer_customer transfer_result get_unassigned_list add_msg_template get_groupmsg_list_v2 get_groupmsg_task get_groupmsg_send_result remind_groupmsg_send cancel_groupmsg_send send_welcome_msg get_user_behavior_data convert_to_openid unionid_to_external_userid opengid_to_chatid get_new_external_userid contact_list to_service_external_userid from_service_external_userid get_moment_list get_moment_task get_moment_customer_list get_moment_send_result get_moment_comments add_moment_task get_moment_task_result cancel_moment_task add_product_album get_product_album get_product_album_list update_product_album delete_product_album add_intercept_rule get_intercept_rule_list get_intercept_rule update_intercept_rule del_intercept_rule",
  "externalcontact/resigned": "transfer_customer transfer_result",
  "externalcontact/groupchat": "list get transfer onjob_transfer statistic statistic_group_by_day add_join_way get_join_way update_join_way del_join_way get_new_external_userid",
  "externalcontact/group_welcome_template": "add edit get del",
  "externalcontact/customer_strategy": "list get get_range create edit del",
  "externalcontact/moment_strategy": "list get get_range create edit del",
  "externalcontact/customer_acquisition": "list_link get create_link update_link delete_link customer statistic get_chat_info",
  "externalcontact/customer_acquisition_quota": "get",
  "externalcontact/acquisition": "get_quota",
  // Customer service.
  "kf": "sync_msg send_msg send_msg_on_event add_contact_way get_corp_statistic get_servicer_statistic",
  "kf/account": "add del update list",
  "kf/servicer": "add del list",
  "kf/service_state": "get trans",
  "kf/customer": "batchget get_upgrade_service_config upgrade_service cancel_upgrade_service",
  "kf/knowledge": "add_group del_group mod_group list_group add_intent del_intent mod_intent list_intent",
  // Office: calendar, meetings, approval, check-in, reports, telephone.
  "oa/calendar": "add update get del",
  "oa/schedule": "add update get del get_by_calendar add_attendees del_attendees",
  "oa/meetingroom": "add list edit del get_booking_info book book_by_schedule book_by_meeting cancel_book bookinfo/get",
  "oa": "gettemplatedetail applyevent getapprovalinfo getapprovaldetail approval/create_template approval/update_template",
  "oa/vacation": "getcorpconf getuservacationquota setoneuserquota",
  "oa/journal": "get_record_list get_record_detail get_stat_list export_doc download_wedrive_file",
  "corp": "getopenapprovaldata",
  "checkin": "getcheckindata getcheckinoption getcorpcheckinoption getcheckin_daydata getcheckin_monthdata getcheckinschedulist setcheckinschedulist addcheckinuserface punch_correction add_checkin_option update_checkin_option clear_checkin_option_array_field del_checkin_option add_checkin_record",
  "dial": "get_dial_record",
  "meeting": "create update cancel get_user_meetingid get_info",
  "living": "create modify cancel delete_replay_data get_living_code get_user_all_livingid get_living_info get_watch_stat get_living_share_info",
  "report": "get_report_list get_report_detail",
  // Documents and drive.
  "wedoc": "create_doc rename_doc del_doc get_doc_base_info doc_share doc_get_auth mod_doc_join_rule mod_doc_member mod_doc_safty_setting create_form modify_form get_form_info get_form_statistic get_form_answer add_collect modify_collect get_form_content",
  "wedoc/document": "get batch_update",
  "wedoc/spreadsheet": "batch_update get_sheet_properties get_sheet_range_data",
  "wedoc/smartsheet": "add_sheet update_sheet delete_sheet get_sheet add_view update_view delete_views get_views add_fields update_fields delete_fields get_fields add_records update_records delete_records get_records",
  "wedrive": "space_create space_rename space_dismiss space_info space_acl_add space_acl_del space_setting space_share file_list file_upload file_download file_create file_rename file_move file_delete file_info file_acl_add file_acl_del file_setting file_share get_file_permission mng_pro_info mng_capacity file_upload_init file_upload_part file_upload_finish new_space_info",
  // Payment, invoices, applets.
  "card/invoice/reimburse": "getinvoiceinfo getinvoiceinfobatch updateinvoicestatus updatestatusbatch",
  "externalpay": "get_bill_list getpaymentinfo addmerchant getmerchant delmerchant set_mch_use_scope",
  "miniprogram": "jscode2session",
  // Schools.
  "school/user": "create_student update_student delete_student batch_create_student batch_update_student batch_delete_student create_parent update_parent delete_parent batch_create_parent batch_update_parent batch_delete_parent get list list_parent",
  "school/department": "create update delete list",
  "school": "set_arch_sync_mode get_payment_result get_trade getuserinfo getallowscope get_teacher_customize_health_info get_student_customize_health_info set_subscribe_mode get_subscribe_mode",
  "health": "get_health_report_stat get_report_jobids get_report_job_info get_report_answer",
  // Administration and addresses of the platform.
  "security": "get_file_oper_record trustdevice/list get_screen_oper_record",
  "": "get_api_domain_ip getcallbackip",
};

/** The ones that answer bytes instead of JSON; everything else that is no JSON is trouble at WeCom. */
export const BINARY_PATHS: ReadonlySet<string> = new Set(["media/get", "media/get/jssdk"]);
